/**
 * Full-text search for Chinese, in place of Material's own search worker.
 *
 * Chinese is written without spaces, so an index of words misses whatever its
 * dictionary does not cut. Here a term is found wherever its characters stand.
 * Material's dialog is kept as it is: this file speaks its messages, and the
 * build copies it over Material's `assets/javascripts/workers/search.*.min.js`.
 *
 * The dialog sends
 *     {type: SETUP, data: {config, docs, options}}    once
 *     {type: QUERY, data: "words typed"}              also an empty one at load
 * and is sent
 *     {type: READY}
 *     {type: RESULT, data: {items: [[item, …] a page, …]}}
 * with item = {location, title, text, tags?, score, terms: {word: true}}.
 * It inserts title, text and tags as HTML, so everything is escaped here.
 *
 * The texts are plain text, never HTML: [{location, title, text, tags?, boost?}],
 * a page before its sections (`page/#section`). They come with SETUP where the
 * site is read from `file://`, else from `search/texts.json` at the first query.
 */
"use strict"

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3

const MAX_TERMS = 30          // a set of terms is kept as the bits of one integer
const MAX_PAGES = 300         // handed to the dialog, which draws a few at a time
const MAX_SECTIONS = 20       // of one page
const BEFORE = 60, AFTER = 100  // characters of the excerpt around the first hit

/** The prepared texts as a promise; null until asked for, and after a failure. */
let pages = null


// Folding ---------------------------------------------------------------------

/** What editors and readers type differently; each maps to ONE character. */
const ALIKE = {
  "“": '"', "”": '"', "‘": "'", "’": "'", "〔": "[", "〕": "]", "　": " ", "İ": "i",
}

/**
 * Upper to lower case, full width to half width. Never changes the length:
 * an offset in the folded string is the same offset in the original.
 * (That is why this is not NFKC, which turns ① or ㎡ into other lengths; and
 * İ is the one letter that grows when lowered.)
 */
function fold(string) {
  return string
    .replace(/[“”‘’〔〕　İ]/g, char => ALIKE[char])
    .replace(/[！-～]/g, char => String.fromCharCode(char.charCodeAt(0) - 0xFEE0))
    .toLowerCase()
}


// Texts -----------------------------------------------------------------------

/** Group the texts by page and fold them, once: [{sections: […]}, …] */
function prepare(docs) {
  const byPath = new Map()
  for (const { location, title, text, tags, boost = 1 } of docs) {
    const path = location.split("#")[0]
    if (!byPath.has(path))
      byPath.set(path, { sections: [] })
    byPath.get(path).sections.push({
      location, title, text, tags, boost,
      foldedTitle: fold(title),
      foldedTags: fold((tags || []).join("\n")),
      foldedText: fold(text),
    })
  }
  return [...byPath.values()]
}

async function download() {
  // The worker lies in assets/javascripts/workers/ below the site's root,
  // wherever that is. `no-cache` asks the server whether the copy is still good.
  const url = new URL("../../../search/texts.json", self.location.href)
  const response = await fetch(url, { cache: "no-cache" })
  if (!response.ok)
    throw new Error(`${url}: ${response.status}`)
  return prepare(await response.json())
}


// Matching --------------------------------------------------------------------

/** Title before text, the start of it before the rest; 0 if it does not occur. */
function scoreOf(section, term) {
  const inTitle = section.foldedTitle.indexOf(term)
  if (inTitle === 0)
    return section.foldedTitle.length === term.length ? 300 : 200
  if (inTitle > 0)
    return 100 + 50 / (1 + inTitle)
  if (section.foldedTags.includes(term))
    return 80
  const inText = section.foldedText.indexOf(term)
  return inText < 0 ? 0 : 10 + 20 / (1 + inText / 20)
}

/** Which of the terms occur in a section (as bits), and how well. */
function matchOf(section, terms) {
  let found = 0, score = 0
  for (let i = 0; i < terms.length; i++) {
    const points = scoreOf(section, terms[i])
    if (points > 0) {
      found |= 1 << i
      score += points
    }
  }
  return { section, found, score: score * section.boost }
}

/**
 * Every term must occur on the page. Sections that hold all of them are shown;
 * only where there is none, those that hold some (such pages come last).
 */
function matchPage({ sections }, terms) {
  const all = 2 ** terms.length - 1
  let found = 0, some = []
  for (const section of sections) {
    const match = matchOf(section, terms)
    if (match.found) {
      found |= match.found
      some.push(match)
    }
  }
  if (found !== all)
    return null
  const whole = some.filter(match => match.found === all)
  const matches = (whole.length ? whole : some).sort((a, b) => b.score - a.score)
  if (!whole.length)
    for (const match of matches)
      match.score /= 1000
  return { article: sections[0], matches, score: matches[0].score }
}

function search(pages, query) {
  const terms = [...new Set(fold(query).split(/\s+/).filter(Boolean))]
    .slice(0, MAX_TERMS)
  if (!terms.length)
    return []
  return pages
    .map(page => matchPage(page, terms))
    .filter(Boolean)
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_PAGES)
    .map(page => itemsOf(page, terms))
}


// Showing ---------------------------------------------------------------------

/**
 * The items of a page, best first, as the dialog wants them: it folds away what
 * scores less than the first, and `Enter` opens the best score. The page itself
 * (no `#` in its location) must be among them; unmatched, it only gives the head.
 */
function itemsOf({ article, matches }, terms) {
  const items = matches
    .slice(0, MAX_SECTIONS)
    .map(({ section, score }) => itemOf(section, terms, score))
  if (!items.some(item => item.location === article.location)) {
    const own = matches.find(match => match.section === article)
    items.push(itemOf(article, terms, own ? own.score : 0))
  }
  return items
}

function itemOf(section, terms, score) {
  const { location, title, text, tags, foldedTitle, foldedText } = section
  const item = {
    location,
    title: mark(title, hitsIn(foldedTitle, terms)),
    text: excerpt(text, hitsIn(foldedText, terms)),
    score,
    terms: {},
  }
  if (tags)
    item.tags = tags.map(escape)

  // With `search.highlight` the dialog puts these words into the link, and the
  // page marks them. One without a letter or digit would mark every position.
  for (const term of terms) {
    const word = term.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "")
    if (word)
      item.terms[word] = true
  }
  return item
}

/** Where the terms occur: [[start, end], …] in order, overlaps joined. */
function hitsIn(folded, terms) {
  const hits = []
  for (const term of terms)
    for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length))
      hits.push([at, at + term.length])
  hits.sort((a, b) => a[0] - b[0])
  const joined = []
  for (const hit of hits) {
    const last = joined[joined.length - 1]
    if (last && hit[0] <= last[1])
      last[1] = Math.max(last[1], hit[1])
    else
      joined.push(hit)
  }
  return joined
}

/** The text around its first hit, or its beginning, as HTML. */
function excerpt(text, hits) {
  const first = hits.length ? hits[0][0] : 0
  const start = wholeCharacter(text, Math.max(0, first - BEFORE))
  const end = wholeCharacter(text, Math.min(text.length, first + AFTER))
  const inside = hits
    .filter(([from]) => from < end)
    .map(([from, to]) => [from - start, Math.min(to, end) - start])
  return (start > 0 ? "…" : "")
    + mark(text.slice(start, end), inside)
    + (end < text.length ? "…" : "")
}

/** An offset that does not cut a rare character (two code units) in half. */
function wholeCharacter(text, at) {
  return at > 0 && /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at
}

function mark(text, hits) {
  let html = "", done = 0
  for (const [start, end] of hits) {
    html += escape(text.slice(done, start))
      + "<mark>" + escape(text.slice(start, end)) + "</mark>"
    done = end
  }
  return html + escape(text.slice(done))
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }

function escape(string) {
  return String(string).replace(/[&<>"']/g, char => ENTITIES[char])
}


// Messages --------------------------------------------------------------------

async function answer(query) {
  if (!query.trim())
    return []
  try {
    pages = pages || download()
    return search(await pages, query)
  } catch (error) {
    pages = null                // the next query tries again
    console.warn("search:", error)
    return []
  }
}

addEventListener("message", async ({ data: message }) => {
  if (message.type === SETUP) {
    const { docs } = message.data
    pages = docs.length ? Promise.resolve(prepare(docs)) : null
    postMessage({ type: READY })
  } else if (message.type === QUERY) {
    postMessage({ type: RESULT, data: { items: await answer(message.data) } })
  }
})
