/* People rather than codes: what main.js needs of finding them, of guests without a ticket and of replacements. */

import * as person from "./person.js";
import * as replacing from "./replacing.js";
import * as walkIn from "./walk_in.js";

/** Once. `scan(what)`: make a scan; `refusedBy(error)`: the server no longer takes this phone's requests. */
export function install({ scan, refusedBy }) {
  person.install();
  walkIn.install({ scan, refusedBy });
  replacing.install({ scan, refusedBy });
  document.getElementById("find").addEventListener("click", async () => {
    const what = await person.askForPerson(refusedBy);
    if (what) scan(what);
  });
}
