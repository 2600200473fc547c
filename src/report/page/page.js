"use strict";
(() => {
  const body = document.body;

  // Tables: sorted by a column, copied as CSV.
  const key = (cell) => {
    const given = cell.dataset.value;
    if (given === undefined) return cell.textContent.trim();
    return given === "" ? null : Number(given);
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), document.documentElement.lang);
  const sort = (head) => {
    const table = head.closest("table");
    const column = [...head.parentNode.children].indexOf(head);
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentNode.children) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows].map((row) => [key(row.cells[column]), row]);
    rows.sort(([a], [b]) => {
      if (a === null || b === null) return (a === null) - (b === null);
      return down ? compare(b, a) : compare(a, b);
    });
    table.tBodies[0].append(...rows.map(([, row]) => row));
  };
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const asCsv = (table) =>
    [...table.rows]
      .map((row) => [...row.cells].map((cell) => quoted(cell.dataset.copied ?? cell.dataset.value ?? cell.textContent.trim())).join(","))
      .join("\n") + "\n";
  const copy = async (button) => {
    const text = asCsv(button.closest(".sheet").querySelector("table"));
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    const before = body.dataset.copy;
    button.textContent = done ? body.dataset.copied : body.dataset.notCopied;
    setTimeout(() => (button.textContent = before), 1500);
  };
  body.addEventListener("click", (event) => {
    const head = event.target.closest("th button.sort");
    if (head) sort(head.closest("th"));
    const button = event.target.closest("button.copy");
    if (button) copy(button);
  });

  // The table behind a figure is built when it is opened.
  const parsed = (text) => {
    const rows = [[""]];
    let quote = false;
    for (let i = 0; i < text.length; i++) {
      const row = rows[rows.length - 1];
      const c = text[i];
      if (quote) {
        if (c === '"' && text[i + 1] === '"') row[row.length - 1] += text[++i];
        else if (c === '"') quote = false;
        else row[row.length - 1] += c;
      } else if (c === '"') quote = true;
      else if (c === ",") row.push("");
      else if (c === "\n") rows.push([""]);
      else if (c !== "\r") row[row.length - 1] += c;
    }
    return rows.filter((row) => row.length > 1 || row[0] !== "");
  };
  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...children);
    return made;
  };
  const sheet = (rows, title) => {
    const isNumber = (text) => text !== "" && Number.isFinite(Number(text));
    const columns = rows[0].map((_, at) => rows.slice(1).every((row) => !row[at] || isNumber(row[at])));
    const heads = rows[0].map((name, at) =>
      element("th", { scope: "col", "aria-sort": "none", ...(columns[at] ? { class: "number" } : {}) },
        element("button", { type: "button", class: "sort" }, name, element("span", { class: "arrow", "aria-hidden": "true" }))));
    const lines = rows.slice(1).map((row) =>
      element("tr", {}, ...row.map((text, at) => element("td", columns[at] ? { class: "number", "data-value": text } : {}, text))));
    const table = element("table", {}, element("caption", {}, title), element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...lines));
    return element("div", { class: "sheet" },
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, table),
      element("button", { type: "button", class: "copy" }, body.dataset.copy));
  };
  for (const behind of document.querySelectorAll("details.behind")) {
    behind.addEventListener("toggle", () => {
      const source = behind.querySelector("pre");
      if (!behind.open || !source) return;
      const title = behind.closest("figure").querySelector("svg").getAttribute("aria-label");
      behind.append(sheet(parsed(source.textContent), title));
      source.remove();
    });
  }

  // Values of a figure: under the pointer, or with the arrow keys once the figure has the focus.
  const tip = document.getElementById("tip");
  const show = (spot, x, y) => {
    tip.textContent = spot.dataset.text;
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - box.width - 8))}px`;
    tip.style.top = `${Math.max(4, Math.min(y + 14, innerHeight - box.height - 8))}px`;
  };
  const hide = () => {
    tip.hidden = true;
    for (const here of document.querySelectorAll(".spot.here")) here.classList.remove("here");
  };
  for (const svg of document.querySelectorAll("figure svg")) {
    const spots = [...svg.querySelectorAll(".spot")];
    for (const spot of spots) {
      // The browser's own tip would lie over ours.
      const title = spot.querySelector("title");
      spot.dataset.text = title ? title.textContent : "";
      if (title) title.remove();
      spot.addEventListener("pointermove", (event) => show(spot, event.clientX, event.clientY));
      spot.addEventListener("pointerleave", hide);
    }
    let at = -1;
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") hide();
      if (!step || spots.length === 0) return;
      event.preventDefault();
      hide();
      at = at < 0 && step < 0 ? spots.length - 1 : (at + step + spots.length) % spots.length;
      const spot = spots[at];
      spot.classList.add("here");
      const box = spot.getBoundingClientRect();
      show(spot, box.left + box.width / 2, Math.min(box.bottom, innerHeight - 40));
    });
    svg.addEventListener("blur", hide);
  }

  // The map.
  const source = document.getElementById("map-data");
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const byId = (id) => document.getElementById(id);
  const [metrics, views, year, date, tiles, title, legend] =
    ["map-metric", "map-view", "map-year", "map-date", "map-tiles", "map-what", "map-legend"].map(byId);
  const option = (value, text) => element("option", { value }, text);
  const named = (m) => (m.unit ? m.title + data.words.open + m.unit + data.words.close : m.title);
  metrics.append(...data.metrics.map((m) => option(m.name, named(m))));
  const defined = (metric, view) => data.values[metric] && data.values[metric][view.key];
  if (data.metrics.some((m) => m.name === data.first.metric)) metrics.value = data.first.metric;
  let wanted = data.first.view;
  const number = (value) => (Math.abs(value) >= 1e5 ? value.toLocaleString(document.documentElement.lang) : String(value));
  const signed = (value) => (value > 0 ? `+${number(value)}` : number(value).replace("-", "−"));
  const draw = () => {
    const metric = data.metrics.find((m) => m.name === metrics.value);
    const possible = data.views.filter((view) => defined(metric.name, view));
    views.replaceChildren(...possible.map((view) => option(view.key, view.title)));
    if (possible.some((view) => view.key === wanted)) views.value = wanted;
    const view = possible.find((v) => v.key === views.value);
    const years = data.values[metric.name][view.key];
    const byYear = data.yearly.includes(metric.name);
    year.disabled = !byYear;
    const at = byYear ? Math.min(Number(year.value), years.length) - 1 : 0;
    const when = byYear && data.dates.length ? `${data.words.end} ${data.dates[at]}` : data.words.whole;
    date.textContent = when;
    year.setAttribute("aria-valuetext", when);
    const isDifference = view.key.startsWith("d");
    // One scale over all years and, for levels, over all scenarios: colours can be compared.
    const like = data.views.filter((v) => v.key[0] === view.key[0] && defined(metric.name, v));
    const all = like.flatMap((v) => data.values[metric.name][v.key]).flat().filter(Boolean).map(([value]) => value);
    const most = Math.max(...all.map(Math.abs), 0);
    const least = isDifference ? -most : Math.min(...all, 0);
    const top = isDifference ? most : Math.max(...all, 0);
    const share = (value) => (isDifference ? (most ? Math.abs(value) / most : 0) : top > least ? (value - least) / (top - least) : 0);
    const colour = (value) => `rgba(var(${isDifference && value < 0 ? "--low" : "--high"}), ${(0.62 * share(value)).toFixed(3)})`;
    const rows = data.places.map((p) => p.tile[0]);
    const first = Math.min(...rows);
    tiles.style.gridTemplateColumns = `repeat(${Math.max(...data.places.map((p) => p.tile[1])) + 1}, minmax(0, 1fr))`;
    tiles.replaceChildren(...data.places.map((place, i) => {
      const cell = years[at][i];
      const made = element("div", { class: "tile", role: "listitem", tabindex: "0" }, element("span", { class: "name" }, place.name));
      made.style.gridRow = place.tile[0] - first + 1;
      made.style.gridColumn = place.tile[1] + 1;
      let said = data.words.undefined;
      if (cell) {
        const [value, low, high] = cell;
        const shown = isDifference ? signed(value) : number(value);
        made.style.backgroundColor = colour(value);
        const line = element("span", { class: "value" }, shown);
        said = `${shown} ${metric.unit}`;
        if (low !== undefined) {
          const excludes = low > 0 || high < 0;
          if (isDifference) {
            line.append(element("span", { class: "mark", "aria-hidden": "true" }, excludes ? "●" : "○"));
            said += data.words.comma + (excludes ? data.words.excludes : data.words.includes);
          }
          const range = `[${number(low)}, ${number(high)}]`;
          made.append(line, element("span", { class: "range" }, range));
          said += `${data.words.comma}${data.words.interval} ${range}`;
        } else made.append(line);
      } else made.append(element("span", { class: "value" }, "–"));
      made.setAttribute("aria-label", place.name + data.words.colon + said);
      made.title = `${place.code} ${place.name}${data.words.colon}${said}`;
      return made;
    }));
    title.textContent = [named(metric) + data.words.colon + view.title, when, `n = ${data.words.n}`].join(data.words.comma);
    const bar = element("span", { class: "bar" });
    bar.style.background = isDifference
      ? "linear-gradient(90deg, rgba(var(--low), 0.62), rgba(var(--high), 0), rgba(var(--high), 0.62))"
      : "linear-gradient(90deg, rgba(var(--high), 0), rgba(var(--high), 0.62))";
    legend.replaceChildren(isDifference ? signed(least) : number(least), bar, isDifference ? signed(top) : number(top));
    if (isDifference) legend.append(element("span", {}, `● ${data.words.excludes}`), element("span", {}, `○ ${data.words.includes}`));
  };
  metrics.addEventListener("change", draw);
  views.addEventListener("change", () => { wanted = views.value; draw(); });
  year.addEventListener("input", draw);
  draw();
})();
