// Basics of an accessibility audit: what it returns is wrong with the page.
() => {
  const wrong = [];
  const seen = (e) => e.checkVisibility({ checkVisibilityCSS: true });
  const name = (e) => (e.getAttribute("aria-label") || e.labels?.[0]?.textContent || e.title || e.textContent).trim();
  const main = document.querySelector("main");
  if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
  if (!document.documentElement.lang) wrong.push("no lang");
  if (!document.title.trim()) wrong.push("no title");
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  ids.filter((id, place) => ids.indexOf(id) !== place).forEach((id) => wrong.push(`id twice: ${id}`));
  for (const e of document.querySelectorAll("main a[href], header a[href], footer a[href], main button, header button"))
    if (seen(e) && !name(e)) wrong.push(`no name: ${e.outerHTML.slice(0, 120)}`);
  for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (seen(e) && !e.labels?.length && !e.getAttribute("aria-label")) wrong.push(`no label: ${e.outerHTML.slice(0, 120)}`);
  for (const e of document.querySelectorAll("img:not([alt]), svg:not([aria-hidden])"))
    if (main.contains(e) && seen(e)) wrong.push(`no alternative: ${e.outerHTML.slice(0, 80)}`);
  for (const e of document.querySelectorAll("[aria-labelledby]"))
    if (!document.getElementById(e.getAttribute("aria-labelledby"))) wrong.push(`labelled by nothing: ${e.outerHTML.slice(0, 80)}`);
  let level = 1;
  for (const e of document.querySelectorAll("h1, h2, h3, h4")) {
    if (+e.tagName[1] > level + 1) wrong.push(`level skipped: ${e.textContent.slice(0, 60)}`);
    level = +e.tagName[1];
  }
  return wrong;
}
