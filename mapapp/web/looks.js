// How layers look: the first fill that is on has the colours, the others become hatches.
"use strict";

function look(layer) {
  return layer.looks[Math.max(fills().indexOf(layer), 0) % layer.looks.length];
}

function paint(style) {
  return style.hatch === null ? style.fillColor : `url(#hatch${style.hatch})`;
}

function dress(layer) {
  if (!layer.shapes) return;
  const { styles } = look(layer);
  // Somebody's outlines can be pointed at inside as well, unless figures lie there.
  const open = layer.kind === "areas" && !visible().some((it) => it.face || it.fill);
  layer.shapes.eachLayer((drawn) => {
    const style = styles[layer.symbolOf[drawn.feature.properties.n]];
    const shown = { fillColor: paint(style), opacity: layer.opacity, fillOpacity: style.fill ? layer.opacity : 0 };
    drawn.setStyle({ ...style, ...shown, fill: style.fill || open });
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

function addPatterns() {
  const defs = svg("defs", svg("svg", document.body, { width: 0, height: 0, "aria-hidden": "true", class: "patterns" }), {});
  atlas.hatches.forEach((hatch, number) => {
    const size = hatch.spacing, [mark, gap] = hatch.dash.length ? hatch.dash : [size, 0];
    const pattern = svg("pattern", defs, {
      id: `hatch${number}`, width: mark + gap, height: size, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${hatch.angle})`,
    });
    const line = { stroke: hatch.colour, "stroke-width": hatch.width };
    if (hatch.fill) svg("rect", pattern, { width: mark + gap, height: size, fill: hatch.fill });
    svg("line", pattern, { x1: 0, y1: size / 2, x2: mark, y2: size / 2, ...line });
    if (hatch.crossed) svg("line", pattern, { x1: size / 2, y1: 0, x2: size / 2, y2: size, ...line });
  });
}
