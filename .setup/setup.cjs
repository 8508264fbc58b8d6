// The first file that runs in a fresh clone, on whatever Node is there: plain old JavaScript, nothing but Node's own modules.
"use strict";

var LOWEST = [20, 19];
var found = process.versions.node.split(".").map(Number);

if (found[0] < LOWEST[0] || (found[0] === LOWEST[0] && found[1] < LOWEST[1])) {
  process.stderr.write(
    "lisalab needs Node " +
      LOWEST.join(".") +
      " or newer, and this is Node " +
      process.versions.node +
      ": install a newer one (https://nodejs.org/en/download, or `nvm install 22`), then repeat the command.\n",
  );
  process.exit(1);
}

import("./setup.mjs").then(function (setup) {
  return setup.main();
});
