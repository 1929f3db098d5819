// A place on the map: shown, or entered by clicking. What is clicked is written as text into the field, in the
// form in which it can also be typed: latitude and longitude, one position a line.
"use strict";

const BASE = { color: "#7d938f", weight: 1, fillColor: "#ffffff", fillOpacity: 0.7 };
const DRAWN = { color: "#0f5f5c", weight: 3, fillColor: "#0f5f5c", fillOpacity: 0.2, radius: 7 };
const WHOLE_COUNTRY = [[18, 74], [53, 134]];

// The parts of what was typed, each a list of positions; null for anything else, such as GeoJSON.
function parts(text) {
  const found = [[]];
  for (const line of text.trim().split(/\r?\n/)) {
    if (!line.trim()) {
      if (found.at(-1).length) found.push([]);
      continue;
    }
    const position = line.trim().split(/[,，\s]+/).map(Number);
    if (position.length !== 2 || position.some(Number.isNaN)) return null;
    found.at(-1).push(position);
  }
  return found;
}

function stated(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function typed(listed) {
  return listed.map((part) => part.map((position) => position.join(", ")).join("\n")).join("\n\n");
}

// What is drawn for a text: a layer, or nothing.
function layerOf(text, shape) {
  if (!text.trim()) return null;
  const listed = parts(text);
  if (listed === null) {
    const geometry = stated(text);
    return geometry ? asLayer(geometry) : null;
  }
  const whole = listed.filter((part) => part.length);
  if (!whole.length) return null;
  const corners = whole.flat().map((position) => L.circleMarker(position, { ...DRAWN, radius: shape === "point" ? 8 : 4 }));
  if (shape === "point") return L.featureGroup(corners);
  const drawn = shape === "area" ? L.polygon(whole.map((part) => [part]), DRAWN) : L.polyline(whole, DRAWN);
  return L.featureGroup([drawn, ...corners]);
}

function asLayer(geometry) {
  try {
    return L.geoJSON(geometry, { style: DRAWN, pointToLayer: (_, at) => L.circleMarker(at, DRAWN) });
  } catch {
    return null;
  }
}

function called(feature, layer) {
  const name = document.createElement("span");
  name.textContent = feature.properties.name;
  layer.bindTooltip(name, { sticky: true });
}

function newMap(holder) {
  const frame = holder.querySelector(".place-map");
  frame.hidden = false;
  const map = L.map(frame, { attributionControl: false, scrollWheelZoom: false, zoomAnimation: false });
  map.fitBounds(WHOLE_COUNTRY);
  return map;
}

// A division without a boundary is no shape; its name stands below the map.
function nameBeside(holder, names) {
  const line = holder.querySelector(".place-beside");
  if (!names.length) return;
  line.querySelector("span").textContent = names.join("、");
  line.hidden = false;
}

async function drawBase(map, holder, isEmpty) {
  const answer = await fetch(holder.dataset.base, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const told = await answer.json();
  nameBeside(holder, told.beside);
  const base = L.geoJSON(told, { style: BASE, onEachFeature: called }).addTo(map).bringToBack();
  if (isEmpty() && base.getBounds().isValid()) map.fitBounds(base.getBounds());
}

function show(holder) {
  const drawn = asLayer(JSON.parse(holder.dataset.geometry));
  const map = newMap(holder);
  if (drawn) {
    drawn.addTo(map);
    map.fitBounds(drawn.getBounds(), { maxZoom: 12, padding: [24, 24] });
  }
  drawBase(map, holder, () => !drawn);
}

function enter(holder) {
  const field = holder.querySelector("textarea");
  const { shape } = holder.dataset;
  const map = newMap(holder);
  const tools = holder.querySelector(".place-do");
  let drawn = null;
  tools.hidden = false;

  function draw() {
    if (drawn) drawn.remove();
    drawn = layerOf(field.value, shape);
    if (drawn) drawn.addTo(map);
  }

  function write(listed) {
    field.value = typed(listed);
    draw();
  }

  map.on("click", ({ latlng }) => {
    const at = [Number(latlng.lat.toFixed(5)), Number(latlng.wrap().lng.toFixed(5))];
    const listed = shape === "point" ? [[]] : parts(field.value) || [[]];
    listed.at(-1).push(at);
    write(listed);
  });
  tools.querySelector("[data-place-undo]").addEventListener("click", () => {
    const listed = parts(field.value) || [[]];
    listed.at(-1).pop();
    write(listed);
  });
  tools.querySelector("[data-place-clear]").addEventListener("click", () => write([[]]));
  field.addEventListener("input", draw);
  draw();
  if (drawn) map.fitBounds(drawn.getBounds(), { maxZoom: 12, padding: [24, 24] });
  drawBase(map, holder, () => !drawn);
}

document.addEventListener("DOMContentLoaded", () => {
  for (const holder of document.querySelectorAll("[data-place]")) {
    if (holder.dataset.geometry) show(holder);
    else enter(holder);
  }
});
