// A small comfort; every page works without it. Keeps the place in a list while its letters are read.
(() => {
  "use strict";
  const key = `aldia:scroll:${location.pathname}`;
  const wide = matchMedia("(min-width: 62.01rem)");
  const kept = sessionStorage.getItem(key);
  if (kept && wide.matches && location.search) scrollTo(0, Number(kept));
  addEventListener("pagehide", () => sessionStorage.setItem(key, String(scrollY)));
})();
