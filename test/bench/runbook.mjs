// @ts-check
export async function* runbook() {}
