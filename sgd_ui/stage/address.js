// The address: what is shown, as a link.

/** The query of the view: the run, then what the eye has chosen, each only where it differs. */
function viewQuery(spec, tick, view) {
  const query = { ...spec.query };
  if (tick > 0) query.at = String(tick);
  for (const [name, usual] of Object.entries(spec.viewDefaults)) {
    if (String(view[name]) !== usual) query[name] = String(view[name]);
  }
  const kept = new URLSearchParams(window.location.search);
  for (const name of ["embed", "embed_options"]) if (kept.has(name)) query[name] = kept.get(name);
  const encode = (text) => encodeURIComponent(text).replace(/%2C/g, ",").replace(/%3A/g, ":");
  return Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
}

function viewLink(spec, tick, view) {
  const query = viewQuery(spec, tick, view);
  return window.location.origin + window.location.pathname + (query ? `?${query}` : "");
}

/** Puts the view into the address bar in place of the entry that is there. */
function writeAddress(spec, tick, view) {
  const link = viewLink(spec, tick, view);
  if (link !== window.location.href) window.history.replaceState(window.history.state, "", link);
}

/** Copies `text`; true if the browser let us. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = make("textarea", "", "", { readonly: "" });
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}
