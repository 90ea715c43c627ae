/* What a volunteer has to say before a scan counts: how many of a group come in, and whether the identity card matches. */

/** What the scan says besides, {companions}; null when it shall not be made. At once {} where there is nothing to ask.
    `what` is as scanning.record() takes it: {token} or {code}, and `direction` (in, where it isn't told). */
export async function before(what) {
  if (what.direction && what.direction !== "in") return {};
  return {};
}
