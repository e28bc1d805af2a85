// What the exported page does beside Leaflet. Every text comes from the payload and is set with textContent.
"use strict";
const atlas = JSON.parse(document.getElementById("payload").textContent);
const page = { map: null, language: atlas.language, selection: null, following: false, frame: null };

function words() {
  return atlas.words[page.language];
}

function element(name, parent, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  if (parent) parent.appendChild(made);
  return made;
}

function svg(name, parent, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.appendChild(made);
  return made;
}

function addPatterns() {
  const defs = svg("defs", svg("svg", document.body, { width: 0, height: 0, "aria-hidden": "true", class: "patterns" }), {});
  atlas.hatches.forEach((hatch, number) => {
    const size = hatch.spacing;
    const pattern = svg("pattern", defs, {
      id: `hatch${number}`, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${hatch.angle})`,
    });
    const line = { stroke: hatch.colour, "stroke-width": hatch.width };
    if (hatch.fill) svg("rect", pattern, { width: size, height: size, fill: hatch.fill });
    svg("line", pattern, { x1: 0, y1: size / 2, x2: size, y2: size / 2, ...line });
    if (hatch.crossed) svg("line", pattern, { x1: size / 2, y1: 0, x2: size / 2, y2: size, ...line });
  });
}

// How layers look: the first fill that is on has the colours, the others become hatches.

function isOn(layer) {
  return page.map.hasLayer(layer.group);
}

function visible() {
  return atlas.layers.filter(isOn);
}

function fills() {
  return visible().filter((layer) => layer.fill);
}

function look(layer) {
  return layer.looks[Math.max(fills().indexOf(layer), 0) % layer.looks.length];
}

function paint(style) {
  return style.hatch === null ? style.fillColor : `url(#hatch${style.hatch})`;
}

function dress(layer) {
  if (!layer.shapes) return;
  const { styles } = look(layer);
  layer.shapes.eachLayer((drawn) => {
    const style = styles[layer.symbolOf[drawn.feature.properties.n]];
    drawn.setStyle({ ...style, fillColor: paint(style), opacity: layer.opacity, fillOpacity: style.fill ? layer.opacity : 0 });
    if (style.marker) drawn.setRadius(style.radius);
  });
}

function squared(drawn) {
  drawn._updatePath = function () {
    const { x, y } = this._point;
    const r = this._radius;
    this._renderer._setPath(this, `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}z`);
  };
}

function swatch(row, parent) {
  const box = svg("svg", parent, { width: 30, height: 16, viewBox: "0 0 30 16", "aria-hidden": "true" });
  const style = row.style;
  if (row.shape === "area") {
    svg("rect", box, { x: 0.5, y: 0.5, width: 29, height: 15, fill: style.fill ? paint(style) : "none", stroke: "#8a8d92" });
  } else if (row.shape === "line") {
    const dash = style.dashArray ? { "stroke-dasharray": style.dashArray } : {};
    svg("line", box, { x1: 0, y1: 8, x2: 30, y2: 8, stroke: style.color, "stroke-width": style.weight, ...dash });
  } else {
    const r = style.radius;
    const line = { fill: style.fillColor, stroke: style.color, "stroke-width": style.weight };
    if (style.marker === "square") svg("rect", box, { x: 15 - r, y: 8 - r, width: 2 * r, height: 2 * r, ...line });
    else svg("circle", box, { cx: 15, cy: 8, r, ...line });
  }
}

// What the page says.

function drawLegend() {
  const legend = document.getElementById("legend");
  legend.textContent = "";
  element("h2", legend, words().ui.legend, "unseen");
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
    if (layer.face) select(layer.places[n]);
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
  layer.claims.forEach((claims, n) => {
    if (!claims.length && layer.face) addRow(body, layer, layer.words.tips[n][0], words().ui.none, {});
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

// Following: layers, language and selection, from the page's own controls or from a window round it.

function announce(detail) {
  if (!page.following) document.dispatchEvent(new CustomEvent("atlas", { detail }));
}

function refresh() {
  const lead = fills()[0];
  const title = lead ? lead.words.heading : words().title;
  document.title = title;
  document.getElementById("title").textContent = title;
  page.map.getContainer().setAttribute("aria-label", title);
  document.querySelectorAll("#layers [data-layer]").forEach((entry) => {
    entry.textContent = atlas.layers[Number(entry.dataset.layer)].words.title;
  });
  atlas.layers.forEach(dress);
  for (const layer of visible()) {
    layer.group.bringToFront();
    if (layer.face && page.frame) page.frame.bringToFront();
  }
  drawLegend();
  drawClaims();
  placeLabels();
}

function speak(language) {
  page.language = language;
  const { ui, date, credits } = words();
  document.documentElement.lang = language;
  document.getElementById("date").textContent = date;
  document.getElementById("credits").textContent = credits;
  document.getElementById("layers").setAttribute("aria-label", ui.layers);
  document.getElementById("languages").setAttribute("aria-label", ui.language);
  document.querySelectorAll("#languages button").forEach((button) => button.setAttribute("aria-pressed", button.lang === language));
  for (const [name, text] of [["in", ui.zoomIn], ["out", ui.zoomOut], ["whole", ui.whole]]) {
    const link = document.querySelector(`.leaflet-control-zoom-${name}`);
    link.title = text;
    link.setAttribute("aria-label", text);
  }
  atlas.layers.forEach((layer, number) => {
    layer.words = words().layers[number];
    layer.labels.forEach((label, index) => (label.span.textContent = layer.words.labels[index]));
  });
  page.scale._update();
  page.map.closePopup();
  refresh();
}

function select(place) {
  if (page.frame) page.frame.remove();
  page.frame = null;
  const source = page.ground && page.ground.getLayers().find((drawn) => drawn.place === place);
  page.selection = source ? place : null;
  if (source) {
    const line = { fill: false, interactive: false, pane: "frame" };
    page.frame = L.featureGroup([
      L.geoJSON(source.feature, { style: { ...line, color: "#ffffff", weight: 5 }, interactive: false, pane: "frame" }),
      L.geoJSON(source.feature, { style: { ...line, color: atlas.selected, weight: 3 }, interactive: false, pane: "frame" }),
    ]).addTo(page.map);
  }
  announce({ selection: page.selection || "" });
}

// Provinces can be clicked, and reached by keyboard, also while every fill is off.
function addGround() {
  const face = atlas.layers.find((layer) => layer.face && layer.shapes);
  if (!face) return;
  const everywhere = face.shapes.getLayers().map((drawn) => drawn.feature);
  page.ground = L.geoJSON(everywhere, { style: { stroke: false, fillOpacity: 0 } }).addTo(page.map);
  page.ground.bringToBack();
  page.ground.eachLayer((drawn) => {
    const { n } = drawn.feature.properties;
    drawn.place = face.places[n];
    listen(drawn, face, n);
    const path = drawn.getElement();
    path.setAttribute("tabindex", "0");
    path.setAttribute("role", "button");
    path.addEventListener("focus", () => path.setAttribute("aria-label", nameOf(face, n)));
    path.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      select(drawn.place);
      openPopup(popupBox(face, n), drawn.getCenter());
    });
  });
}

function fitWhole() {
  fit(atlas.extent);
}

function fit([x0, y0, x1, y1]) {
  // fitBounds would cut the edge of a conic map, so the projected extent is fitted instead.
  const size = page.map.getSize();
  const { crs } = page.map.options;
  const metres = 1.08 * Math.max((x1 - x0) / size.x, (y1 - y0) / size.y);
  const middle = crs.projection.unproject(L.point((x0 + x1) / 2, (y0 + y1) / 2));
  page.fitting = true;
  page.map.setView(middle, Math.max(Math.floor(4 * crs.zoom(1 / metres)) / 4, 0), { animate: false });
  page.fitting = false;
  page.fitted = [x0, y0, x1, y1];
}

function addControls(control) {
  document.getElementById("layers").appendChild(control.getContainer());
  page.map.zoomControl.setPosition("bottomright"); // under the thumb, and never over a popup
  const zoom = page.map.zoomControl.getContainer();
  const whole = element("a", zoom, "⌂", "leaflet-control-zoom-whole");
  whole.href = "#";
  whole.setAttribute("role", "button");
  L.DomEvent.on(whole, "click", L.DomEvent.stop).on(whole, "click", fitWhole);
  const Scale = L.Control.Scale.extend({
    _updateScale(line, text, ratio) {
      line.style.width = `${Math.round(this.options.maxWidth * ratio)}px`;
      line.textContent = text.replace("km", words().ui.km);
    },
  });
  page.scale = new Scale({ imperial: false, maxWidth: 120 }).addTo(page.map);
  const languages = document.getElementById("languages");
  if (atlas.languages.length < 2) return;
  for (const code of atlas.languages) {
    const button = element("button", languages, atlas.words[code].name);
    button.type = "button";
    button.lang = code;
    button.addEventListener("click", () => {
      speak(code);
      announce({ language: code });
    });
  }
}

function printable() {
  const root = document.documentElement;
  let seen = null;
  window.addEventListener("beforeprint", () => {
    seen = [page.map.getCenter(), page.map.getZoom()];
    root.classList.add("printing");
    page.map.invalidateSize({ animate: false });
    fitWhole();
  });
  window.addEventListener("afterprint", () => {
    root.classList.remove("printing");
    page.map.invalidateSize({ animate: false });
    page.map.setView(...seen, { animate: false });
  });
}

// A window that holds the page calls this with its own view; nothing is announced back meanwhile.
function followView(view) {
  page.following = true;
  for (const state of view.layers) {
    const layer = atlas.layers.find((it) => it.id === state.id);
    if (!layer) continue;
    layer.opacity = state.opacity;
    if (isOn(layer) !== state.visible) page.map[state.visible ? "addLayer" : "removeLayer"](layer.group);
  }
  if (view.language !== page.language && atlas.words[view.language]) speak(view.language);
  else refresh();
  if ((view.selection || null) !== page.selection) select(view.selection);
  page.following = false;
}

function openAtlas(map, control) {
  page.map = map;
  map.createPane("frame").style.zIndex = 450;
  map.getPane("frame").style.pointerEvents = "none";
  addPatterns();
  atlas.layers.forEach((layer, number) => {
    layer.group = window[`layer_group_${number}`];
    layer.shapes = window[`layer_shapes_${number}`];
    layer.words = words().layers[number];
    if (layer.shapes) layer.shapes.eachLayer((drawn) => {
      const { n } = drawn.feature.properties;
      if (layer.looks[0].styles[layer.symbolOf[n]].marker === "square") squared(drawn);
      listen(drawn, layer, n);
    });
    addLabels(layer);
  });
  addControls(control);
  addGround();
  printable();
  fit(atlas.frame);
  speak(page.language);
  if (atlas.selection) select(atlas.selection);
  map.on("overlayadd overlayremove", (event) => {
    refresh();
    const layer = atlas.layers.find((it) => it.group === event.layer);
    announce({ layer: layer.id, visible: event.type === "overlayadd" });
  });
  map.on("zoomend moveend resize", placeLabels);
  map.on("dragstart", () => (page.fitted = null));
  map.on("zoomstart", () => (page.fitted = page.fitting ? page.fitted : null));
  map.on("resize", () => page.fitted && fit(page.fitted)); // until a hand has moved the map
  map.on("popupopen", (event) => {
    const close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
    close.setAttribute("aria-label", words().ui.close);
    event.popup.getElement().setAttribute("lang", page.language);
  });
  document.documentElement.dataset.ready = "yes";
}
