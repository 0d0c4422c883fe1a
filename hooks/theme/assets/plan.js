/* What script adds to pages that are complete without it: filters and sorting of the tracker and of
   a form's rows, kept in the address, larger text, and copying. Material's instant navigation
   replaces the page's content, so everything starts again at each `document$`. */
(() => {
  "use strict";

  /* --- the tracker, and a form's rows --- */

  /** Whether a row fits a choice; each row says in its data what it is. */
  const FITS = {
    department: (row, value) => row.dataset.department.split(" ").includes(value),
    area: (row, value) => row.dataset.area === value,
    status: (row, value) => row.dataset.status === value,
    lamp: (row, value) => row.dataset.lamp === value,
    due: (row, value) => row.dataset.month === value,
    text: (row, value) => {
      const said = (row.dataset.text + " " + row.textContent).toLowerCase();
      return value.toLowerCase().split(/\s+/).every((word) => said.includes(word));
    },
  };

  const BY_NUMBER = new Set(["order", "urgency"]);

  function compare(key, down, byNumber) {
    return (a, b) => {
      const [x, y] = [a.dataset[key], b.dataset[key]];
      // What is missing goes last, whichever way is up.
      if (!x || !y) return (x ? 0 : 1) - (y ? 0 : 1) || a.dataset.order - b.dataset.order;
      const order = byNumber ? x - y : x.localeCompare(y, "zh");
      return (down ? -order : order) || a.dataset.order - b.dataset.order;
    };
  }

  class Tracker {
    constructor(form) {
      this.form = form;
      this.table = document.getElementById(form.dataset.wpFilters);
      this.body = this.table.tBodies[0];
      this.rows = [...this.body.rows];
      // A plan without departments or deadlines has no filter for them.
      this.choices = Object.keys(FITS).filter((name) => form.elements[name]);
      this.output = form.querySelector("output");
      this.none = document.querySelector("[data-wp-none]");
      this.sorting = { key: "order", down: false };
      this.addSortButtons();
      this.readAddress();
      form.hidden = false;
      form.addEventListener("input", () => this.changed());
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("reset", () => setTimeout(() => this.changed()));
      this.none.querySelector("button").addEventListener("click", () => form.reset());
      this.show();
    }

    addSortButtons() {
      for (const head of this.table.querySelectorAll("th[data-wp-sort]")) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = head.textContent;
        head.replaceChildren(button);
        button.addEventListener("click", () => {
          const key = head.dataset.wpSort;
          this.sorting = { key, down: this.sorting.key === key && !this.sorting.down };
          this.changed();
        });
      }
    }

    /** The choices that the address holds; what the page doesn't offer is passed over. */
    readAddress() {
      const asked = new URLSearchParams(location.search);
      for (const name of this.choices) {
        const field = this.form.elements[name];
        const value = asked.get(name) ?? "";
        field.value = value;
        if (field.value !== value) field.value = "";
      }
      const key = asked.get("sort");
      if (this.table.querySelector(`th[data-wp-sort="${CSS.escape(key ?? "")}"]`)) {
        this.sorting = { key, down: asked.get("down") === "1" };
      }
    }

    chosen() {
      const pairs = this.choices.map((name) => [name, this.form.elements[name].value.trim()]);
      return pairs.filter(([, value]) => value);
    }

    /** Shows the choice and keeps it in the address, so that it can be shared and gone back to. */
    changed() {
      this.show();
      const query = new URLSearchParams(this.chosen());
      if (this.sorting.key !== "order" || this.sorting.down) query.set("sort", this.sorting.key);
      if (this.sorting.down) query.set("down", "1");
      const text = query.toString();
      const address = location.pathname + (text ? `?${text}` : "") + location.hash;
      // Material keeps its own state in the entry; it must stay as it is.
      history.replaceState(history.state, "", address);
    }

    show() {
      const chosen = this.chosen();
      let shown = 0;
      for (const row of this.rows) {
        row.hidden = !chosen.every(([name, value]) => FITS[name](row, value));
        shown += row.hidden ? 0 : 1;
      }
      const { key, down } = this.sorting;
      const sorted = this.table.querySelector(`th[data-wp-sort="${CSS.escape(key)}"]`);
      const byNumber = BY_NUMBER.has(key) || sorted?.dataset.wpNumber !== undefined;
      this.body.append(...this.rows.toSorted(compare(key, down, byNumber)));
      for (const head of this.table.querySelectorAll("th[data-wp-sort]")) {
        if (head.dataset.wpSort === key) {
          head.setAttribute("aria-sort", down ? "descending" : "ascending");
        } else {
          head.removeAttribute("aria-sort");
        }
      }
      const all = this.rows.length;
      const counted = this.form.dataset.wpCounted ?? "项";
      const whole = `共 ${all} ${counted}`;
      this.output.textContent = shown === all ? whole : `显示 ${shown} ${counted}，${whole}`;
      this.none.hidden = shown > 0;
    }
  }

  /* --- larger text --- */

  const LARGE = "wp-large";

  function remembered() {
    try {
      return localStorage.getItem(LARGE) === "1";
    } catch {
      return false; // storage can be forbidden; the button works all the same
    }
  }

  function setLarge(button, large) {
    document.documentElement.classList.toggle(LARGE, large);
    button.setAttribute("aria-pressed", String(large));
  }

  function addLargeButton() {
    const header = document.querySelector(".md-header__inner");
    if (!header || header.querySelector(".wp-large-toggle")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "wp-large-toggle";
    button.textContent = "大字";
    button.addEventListener("click", () => {
      const large = !document.documentElement.classList.contains(LARGE);
      setLarge(button, large);
      try {
        localStorage.setItem(LARGE, large ? "1" : "0");
      } catch {
        // as above
      }
    });
    header.querySelector(".md-header__title").after(button);
    setLarge(button, remembered());
  }

  /* --- texts to paste --- */

  /** Puts a text on the clipboard. Off https there is no clipboard API, but still the old way. */
  async function copied(block) {
    const text = block.querySelector("pre");
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(text.textContent);
        return true;
      } catch {
        // forbidden by the browser: the old way may still do
      }
    }
    const chosen = getSelection();
    chosen.selectAllChildren(text);
    return document.execCommand("copy"); // on failure the text stays selected
  }

  function addCopying(block) {
    const button = block.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.textContent = (await copied(block)) ? "已复制" : "已选中，请按 Ctrl+C";
      setTimeout(() => (button.textContent = "复制"), 2500);
    });
  }

  /* --- every page --- */

  function start() {
    addLargeButton();
    // After Enter in the search the hidden field would keep the focus, and swallow what is typed.
    if (!document.getElementById("__search")?.checked) {
      document.querySelector(".md-search__input")?.blur();
    }
    for (const form of document.querySelectorAll("form[data-wp-filters]:not([data-wp-ready])")) {
      form.dataset.wpReady = "";
      new Tracker(form);
    }
    for (const block of document.querySelectorAll("[data-wp-copy]:not([data-wp-ready])")) {
      block.dataset.wpReady = "";
      addCopying(block);
    }
  }

  if (typeof document$ === "undefined") start();
  else document$.subscribe(start);
})();
