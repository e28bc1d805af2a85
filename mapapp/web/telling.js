// What the page says: legend, tooltips, popups, and the claims as a table.
"use strict";

function drawLegend() {
  const legend = document.getElementById("legend");
  legend.textContent = "";
  element("h2", legend, words().ui.legend);
  const shown = visible().reverse();
  const classed = shown.filter((layer) => layer.words.legend.length > 1 && layer.words.subject);
  const rows = (layer) =>
    look(layer).legend.forEach((row, index) => {
      const line = element("div", legend, "", "row");
      swatch(row, line);
      element("span", line, layer.words.legend[index]);
    });
  for (const layer of classed) {
    element("h3", legend, layer.words.title);
    element("p", legend, layer.words.subject, "quiet");
    rows(layer);
  }
  for (const layer of shown.filter((it) => !classed.includes(it))) {
    rows(layer);
    if (layer.words.subject && layer.words.legend.length) element("p", legend, layer.words.subject, "quiet indented");
  }
  const hatched = fills().slice(1).map((layer) => layer.words.hatched);
  const coverage = visible().map((layer) => layer.words.coverage);
  const notices = visible().map((layer) => layer.words.notice);
  for (const line of [...coverage, ...hatched, ...words().notices, ...notices]) if (line) element("p", legend, line, "quiet");
  if (!shown.length) element("p", legend, words().ui.off);
}

function said(claim) {
  return { fragment: atlas.fragments[claim], contradictions: [], ...words().statements[claim] };
}

function headed(statement) {
  return statement.figure ? `${statement.title}: ${statement.figure}` : statement.title;
}

function tellClaim(claim, box) {
  const statement = said(claim);
  element("p", box, headed(statement), "figure");
  if (statement.subject) element("p", box, statement.subject, "quiet");
  if (statement.fragment) element("blockquote", box, `«${statement.fragment}»`).lang = "kk";
  if (statement.translation) element("p", box, statement.translation, "translation");
  element("p", box, statement.where, "quiet");
  if (statement.note) element("p", box, statement.note);
  for (const other of statement.contradictions) element("p", box, `⚠ ${other}`);
}

function tell(layer, n, box) {
  const claims = layer.claims[n] || [];
  const rest = (layer.words.tips[n] || []).slice(layer.kind === "outlines" ? 0 : 1);
  if (!claims.length || !layer.retold) for (const line of rest) element("p", box, line);
  for (const claim of claims) tellClaim(claim, box);
}

function nameOf(layer, n) {
  return layer.kind === "outlines" || !layer.words.tips[n][0] ? layer.words.title : layer.words.tips[n][0];
}

// A province tells what every fill that is on says of it; anything else tells its own.
function told(layer, n) {
  return layer.face ? fills().concat(visible().filter((it) => it.face && !it.fill)) : [layer];
}

function popupBox(layer, n) {
  const box = element("div", null, "", "told");
  element("h3", box, nameOf(layer, n));
  for (const other of told(layer, n)) {
    const own = other.places.indexOf(layer.places[n]);
    tell(other, other === layer ? n : own, box);
  }
  return box;
}

function tipBox(layer, n) {
  const box = element("div", null);
  element("p", box, nameOf(layer, n), "name");
  const lines = told(layer, n).map((other) => other.words.tips[other === layer ? n : other.places.indexOf(layer.places[n])]);
  for (const tip of lines) if (tip && tip[layer.kind === "outlines" ? 0 : 1]) element("p", box, tip[layer.kind === "outlines" ? 0 : 1]);
  return box;
}

function openPopup(box, at) {
  const size = page.map.getSize();
  const limits = { maxWidth: Math.min(340, size.x - 60), maxHeight: Math.round(size.y * 0.7), autoPanPadding: [8, 8] };
  L.popup(limits).setLatLng(at).setContent(box).openOn(page.map);
}

function listen(drawn, layer, n) {
  drawn.bindTooltip(() => tipBox(layer, n), { sticky: true });
  drawn.on("click", (event) => {
    L.DomEvent.stop(event);
    drawn.closeTooltip(); // a tap opens both, and the popup says more
    if (layer.selects) select(layer.places[n]);
    openPopup(popupBox(layer, n), event.latlng);
  });
}

function drawClaims() {
  const section = document.getElementById("claims");
  section.textContent = "";
  const { ui } = words();
  const table = document.createElement("table");
  table.setAttribute("role", "table"); // where the style sheet stacks the cells, roles keep the table a table
  element("caption", table, ui.caption);
  const head = element("tr", element("thead", table));
  for (const word of [ui.layer, ui.place, ui.value, ui.words, ui.source, ui.notes]) element("th", head, word).scope = "col";
  const body = element("tbody", table);
  const shown = visible();
  for (const layer of [...shown.filter((it) => it.face), ...shown.filter((it) => !it.face)]) addRows(layer, body);
  if (body.childElementCount) section.appendChild(table);
}

function addRows(layer, body) {
  const seen = new Set();
  [...layer.claims, layer.unplaced].forEach((claims, n) => {
    if (!claims.length && (layer.face || layer.fill) && n < layer.claims.length) addRow(body, layer, layer.words.tips[n][0], words().ui.none, {});
    for (const claim of claims) {
      if (seen.has(claim)) continue;
      seen.add(claim);
      const statement = said(claim);
      addRow(body, layer, statement.place, layer.face ? statement.figure || statement.title : headed(statement), statement);
    }
  });
}

function addRow(body, layer, place, value, statement) {
  const line = element("tr", body);
  line.setAttribute("role", "row");
  const cell = (text, name = "td") => {
    const made = element(name, line, text);
    made.setAttribute("role", name === "th" ? "rowheader" : "cell");
    return made;
  };
  cell(layer.words.title);
  cell(place, "th").scope = "row";
  cell(value);
  const quoted = cell(statement.fragment ? "" : "—");
  if (statement.fragment) element("span", quoted, `«${statement.fragment}»`).lang = "kk";
  if (statement.translation) element("p", quoted, statement.translation, "translation");
  cell(statement.where || "—");
  const notes = cell("");
  if (statement.note) element("p", notes, statement.note);
  for (const other of statement.contradictions || []) element("p", notes, `⚠ ${other}`);
}
