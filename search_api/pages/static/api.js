"use strict";
document.addEventListener("DOMContentLoaded", () => {
  SwaggerUIBundle({ url: "/openapi.json", domNode: document.getElementById("api"), deepLinking: true, validatorUrl: null });
});
