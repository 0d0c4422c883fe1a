"""The work-plan engine: plans and returns in, states, views, pages and exports out.

It knows nothing of MkDocs and of no particular committee. Data flows one way: text (`source`)
→ file shapes (`files`) → the model (`load`, `checks`) → states at a day (`windows`, `status`,
`reporting`, `lamps`, `summaries`) → views → pages and exports.
"""
