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

function isOn(layer) {
  return page.map.hasLayer(layer.group);
}

function visible() {
  return atlas.layers.filter(isOn);
}

function fills() {
  return visible().filter((layer) => layer.fill);
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
  }
  frameSelection();
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
  document.querySelector("#layers h2").textContent = ui.layers;
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
  const known = atlas.layers.some((layer) => layer.selects && layer.places.includes(place));
  page.selection = known ? place : null;
  frameSelection();
  announce({ selection: page.selection || "" });
}

// A province gets a frame; a town, works or station a ring, Turksib a band, while its layer is on: as in the window.
function frameSelection() {
  if (page.frame) page.frame.remove();
  page.frame = null;
  const points = visible().filter((layer) => layer.kind === "points" && layer.shapes);
  const point = points.flatMap((layer) => layer.shapes.getLayers().filter((drawn) => placeOf(layer, drawn) === page.selection))[0];
  const routes = visible().filter((layer) => layer.selects && layer.kind === "lines" && layer.shapes);
  const route = routes.flatMap((layer) => layer.shapes.getLayers().filter((drawn) => placeOf(layer, drawn) === page.selection));
  const area = page.ground && page.ground.getLayers().find((drawn) => drawn.place === page.selection);
  const line = { fill: false, interactive: false, pane: "frame" };
  const drawn = (style) => point ? L.circleMarker(point.getLatLng(), { ...line, ...style, radius: 6.5 })
    : L.geoJSON(area.feature, { ...line, style: { ...line, ...style } });
  if (route.length) {
    const band = { ...line, color: atlas.selected, weight: 9, opacity: 0.35, lineCap: "round" };
    const sections = route.flatMap((drawn) => L.LineUtil.isFlat(drawn.getLatLngs()) ? [drawn.getLatLngs()] : drawn.getLatLngs());
    page.frame = L.polyline(sections, band).addTo(page.map);
  } else if (point || area) page.frame = L.featureGroup([
    drawn({ color: "#ffffff", weight: point ? 4.2 : 5 }), drawn({ color: atlas.selected, weight: point ? 2.3 : 3 }),
  ]).addTo(page.map);
}

function placeOf(layer, drawn) {
  return layer.places[drawn.feature.properties.n];
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
  document.documentElement.dataset.scheme = view.scheme;
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
