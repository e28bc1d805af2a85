// What the exported page does beside Leaflet. Every text comes from the payload and is set with textContent.
"use strict";
const atlas = JSON.parse(document.getElementById("payload").textContent);

// folium knows CRS by name only, so the equal-area one is given a name of its own before the map is made.
L.CRS.Albers = new L.Proj.CRS("dala-atlas", atlas.crs, {
  resolutions: [16000, 8000, 4000, 2000, 1000, 500, 250, 125],
});

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
  const holder = svg("svg", document.body, { width: 0, height: 0, "aria-hidden": "true", class: "patterns" });
  const defs = svg("defs", holder, {});
  const seen = new Set();
  for (const layer of atlas.layers) {
    for (const style of [...(layer.styles || []), ...layer.legend.map((row) => row.style)]) {
      if (!style.hatch || seen.has(style.hatch)) continue;
      seen.add(style.hatch);
      const angle = -Number(style.hatch.slice(5).replace("m", "-"));
      const pattern = svg("pattern", defs, {
        id: style.hatch, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${angle})`,
      });
      if (style.fill && style.fillOpacity) svg("rect", pattern, { width: 7, height: 7, fill: style.fillColor });
      svg("line", pattern, { x1: 0, y1: 3, x2: 7, y2: 3, stroke: style.hatchColour, "stroke-width": 1.1 });
    }
  }
}

function swatch(row, parent) {
  const box = svg("svg", parent, { width: 30, height: 16, viewBox: "0 0 30 16", "aria-hidden": "true" });
  const style = row.style;
  const dash = style.dashArray ? { "stroke-dasharray": style.dashArray } : {};
  if (row.shape === "area") {
    const fill = style.hatch ? `url(#${style.hatch})` : style.fillColor;
    svg("rect", box, { x: 0.5, y: 0.5, width: 29, height: 15, fill, stroke: "#8a8d92" });
  } else if (row.shape === "line") {
    svg("line", box, { x1: 0, y1: 8, x2: 30, y2: 8, stroke: style.color, "stroke-width": Math.max(style.weight, 1), ...dash });
  } else {
    svg("circle", box, { cx: 15, cy: 8, r: 4, fill: style.fillColor, stroke: style.color });
  }
}

function drawLegend(map) {
  const aside = document.getElementById("legend");
  aside.textContent = "";
  for (const layer of [...atlas.layers].reverse()) {
    const group = window["layer_group_" + layer.id.replaceAll("-", "_")];
    if (group && !map.hasLayer(group)) continue;
    if (layer.legend.length > 1 && layer.subject) element("h2", aside, layer.title);
    if (layer.legend.length > 1 && layer.subject) element("p", aside, layer.subject, "quiet");
    for (const row of layer.legend) {
      const line = element("div", aside, "", "row");
      swatch(row, line);
      element("span", line, row.text);
    }
    for (const note of layer.notes) element("p", aside, note, "quiet");
  }
  for (const line of atlas.coverage) element("p", aside, line, "quiet");
}

function popup(lines) {
  const box = document.createElement("div");
  lines.forEach((line, index) => element("p", box, line, index ? "" : "name"));
  return box;
}

function dress(layer) {
  const shapes = window["layer_shapes_" + layer.id.replaceAll("-", "_")];
  if (!shapes) return;
  shapes.eachLayer((drawn) => {
    const { n, s } = drawn.feature.properties;
    const style = layer.styles[s];
    drawn.setStyle({ ...style, opacity: layer.opacity, fillOpacity: style.fillOpacity * layer.opacity });
    if (drawn.setRadius) drawn.setRadius(style.radius);
    if (style.hatch) {
      const paint = () => drawn._path && drawn._path.setAttribute("fill", `url(#${style.hatch})`);
      const keep = () => { paint(); if (drawn._path) drawn._path.setAttribute("fill-opacity", layer.opacity); };
      drawn.on("add", keep);
      keep();
    }
    const lines = layer.texts[n].filter(Boolean);
    if (lines.length) {
      drawn.bindTooltip(() => popup(lines.slice(0, 2)), { sticky: true });
      drawn.bindPopup(() => popup(lines));
    }
  });
}

function drawTable() {
  const section = document.getElementById("table");
  if (!atlas.table.rows.length) return;
  element("h2", section, atlas.table.caption);
  const table = element("table", section);
  const head = element("tr", element("thead", table));
  for (const word of atlas.table.head) element("th", head, word).scope = "col";
  const body = element("tbody", table);
  for (const row of atlas.table.rows) {
    const line = element("tr", body);
    for (const cell of row) element("td", line, cell);
  }
}

function finishAtlas(map) {
  addPatterns();
  map.attributionControl.setPrefix(false);
  atlas.layers.forEach(dress);
  for (const place of atlas.places) {
    const label = element("span", null, place.text, "place");
    L.marker(place.at, { interactive: false, keyboard: false, icon: L.divIcon({ html: label, className: "", iconSize: [0, 0] }) }).addTo(map);
  }
  map.on("overlayadd overlayremove", () => drawLegend(map));
  drawLegend(map);
  drawTable();
  // fitBounds would cut the edge of a conic map, so the projected extent is fitted instead.
  const [x0, y0, x1, y1] = atlas.extent;
  const size = map.getSize();
  const metres = 1.08 * Math.max((x1 - x0) / size.x, (y1 - y0) / size.y);
  map.options.zoomSnap = 0.25;
  const middle = L.CRS.Albers.projection.unproject(L.point((x0 + x1) / 2, (y0 + y1) / 2));
  map.setView(middle, Math.floor(4 * Math.log2(16000 / metres)) / 4, { animate: false });
}
