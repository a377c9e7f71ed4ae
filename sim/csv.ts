/** Tables as text for other programs. RFC 4180, with line feeds. */
export type Cell = string | number | boolean | undefined

export const csv = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [head, ...rows].map(row => `${row.map(csvCell).join(',')}\n`).join('')

const csvCell = (cell: Cell): string => {
  const text = cell === undefined ? '' : String(cell)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
