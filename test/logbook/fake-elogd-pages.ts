const REASONS: Readonly<Record<number, string>> = { 200: "Document follows", 302: "Found", 404: "Not Found" };

/** What elogd shows to who isn't logged in, with status 200. */
export const passwordForm: string = `<html><body><form name=form1 method="POST" action="./">
<td class="dlgtitle">Please login</td><input type=text name=uname><input type=password name=upassword></form></body></html>`;

/** A reply; without a length, it ends where the connection does. */
export function answer(status: number, type: string, body: string, headers = ""): string {
  const head = `HTTP/1.1 ${status} ${REASONS[status]}\r\nServer: ELOG HTTP 3.1.5\r\nContent-Type: ${type}\r\n`;
  return `${head}Connection: Close\r\n${headers}\r\n${body}`;
}

/** An error as a page. */
export function page(status: number, message: string): string {
  const table = `<table class="dlgframe"><tr><td class="errormsg">${message}</td></tr><tr><td class="errormsg">Back</td></tr></table>`;
  return answer(status, "text/html;charset=UTF-8", `<html><body>${table}</body></html>`);
}

/** A cell of a table. */
export function csvCell(value: string): string {
  return value === "" ? "" : `"${value.replaceAll('"', '""')}"`;
}

/** An attribute as an element. */
export function cell(name: string, value: string): string {
  const tag = name.replace(/[^A-Za-z0-9]/g, "_");
  const text = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  return `<${tag}>${text}</${tag}>`;
}
