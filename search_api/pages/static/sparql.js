// The query editor. Nothing is fetched from elsewhere: what is completed comes with the page.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const known = JSON.parse(document.getElementById("vocabulary").textContent);
  const { Yasqe } = Yasgui;
  const begins = (list) => (_, token) => Promise.resolve(list.filter((iri) => iri.startsWith(token?.autocompletionString ?? "")));
  Yasqe.forkAutocompleter("class", { name: "known-class", persistenceId: null, bulk: false, get: begins(known.classes) }, false);
  Yasqe.forkAutocompleter("property", { name: "known-property", persistenceId: null, bulk: false, get: begins(known.properties) }, false);
  const prefixes = Object.entries(known.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`).sort();
  Yasqe.forkAutocompleter("prefixes", { name: "known-prefixes", persistenceId: null, get: () => Promise.resolve(prefixes) }, false);
  Yasqe.defaults.autocompleters = ["known-prefixes", "known-class", "known-property", "variables"];
  const examples = [...document.querySelectorAll("[data-query]")];
  Yasqe.defaults.value = examples[0].dataset.query;
  const endpoint = new URL("/sparql", location.href).href;
  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    autofocus: false,
    persistenceId: "mea-kg",
    requestConfig: { endpoint },
    endpointCatalogueOptions: { getData: () => [] },
    yasr: { prefixes: known.prefixes },
  });
  const current = () => yasgui.getTab() ?? yasgui.addTab(true);
  current().setEndpoint(endpoint);
  document.getElementById("plain").hidden = true;
  for (const example of examples) {
    example.addEventListener("click", (event) => {
      event.preventDefault();
      current().setQuery(example.dataset.query);
      current().query();
    });
  }
});
