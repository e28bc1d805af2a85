// Labels: the most important first, each where its place prefers, none over another.
"use strict";
const DIRECTIONS = { E: [1, 0], W: [-1, 0], N: [0, -1], S: [0, 1], NE: [1, -1], NW: [-1, -1], SE: [1, 1], SW: [-1, 1] };
const NUDGES = [[0, 0], [0, -0.7], [0, 0.7], [0, -1.4], [0, 1.4], [-0.25, 0], [0.25, 0], [-0.25, 1], [0.25, 1], [-0.25, -1], [0.25, -1]];
const SMALL = 5200; // metres a pixel: the whole map on a phone
const SHRINKING = new Set(["province", "bracket"]);

function addLabels(layer) {
  layer.labels.forEach((label, index) => {
    const kind = atlas.labelStyles[label.style];
    label.span = element("span", null, "", "label");
    Object.assign(label.span.style, {
      color: kind.colour, fontWeight: kind.bold ? "bold" : "normal", fontStyle: kind.italic ? "italic" : "normal",
    });
    const spoken = label.style === "bracket";
    if (spoken) label.span.classList.add("bracket");
    const icon = L.divIcon({ html: label.span, className: "labelled", iconSize: [0, 0] });
    const marker = L.marker(label.at, { icon, interactive: spoken, keyboard: spoken }).addTo(layer.group);
    if (spoken) marker.on("click", (event) => {
      const box = element("div", null, "", "told");
      element("h3", box, layer.words.title);
      layer.claims[index].forEach((claim) => tellClaim(claim, box));
      openPopup(box, event.latlng);
    });
  });
}

function boxes(label, at) {
  const { offsetWidth: w, offsetHeight: h } = label.span;
  const middle = label.position
    ? [label.position, ...Object.keys(DIRECTIONS)].map((name) => [DIRECTIONS[name][0] * (w / 2 + 4.5), DIRECTIONS[name][1] * (h / 2 + 3)])
    : NUDGES.map(([dx, dy]) => [dx * w, dy * h]);
  return middle.map(([dx, dy]) => [at.x + dx - w / 2, at.y + dy - h / 2, at.x + dx + w / 2, at.y + dy + h / 2]);
}

function placeLabels() {
  const size = page.map.getSize();
  const metres = 1 / page.map.options.crs.scale(page.map.getZoom());
  const most = metres > SMALL ? 4 : metres > atlas.crowd.metres ? atlas.crowd.rank - 1 : Infinity;
  const corner = document.querySelector(".leaflet-bottom.leaflet-right");
  const taken = [[size.x - corner.offsetWidth, size.y - corner.offsetHeight, size.x, size.y]];
  const wanted = visible().filter((layer) => layer.opacity > 0).flatMap((layer) => layer.labels);
  for (const label of wanted.sort((a, b) => a.rank - b.rank)) {
    const at = page.map.latLngToContainerPoint(label.at);
    const kind = atlas.labelStyles[label.style];
    const shrink = SHRINKING.has(label.style) ? Math.min(Math.max(3307 / metres, 0.75), 1) : 1;
    label.span.style.fontSize = `${Math.max(kind.size_pt * 1.333 * shrink, 11)}px`;
    const waits = label.rank > most && (label.style !== "water" || metres > SMALL);
    const free = waits ? null : boxes(label, at).find((box) =>
      box[0] >= 2 && box[1] >= 2 && box[2] <= size.x - 2 && box[3] <= size.y - 2 &&
      !taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]));
    label.span.style.visibility = free ? "visible" : "hidden";
    if (!free) continue;
    taken.push(free);
    label.span.style.left = `${free[0] - at.x}px`;
    label.span.style.top = `${free[1] - at.y}px`;
  }
}
