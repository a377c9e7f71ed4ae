/** A command as if it had been typed, in this process: what it prints and the exit code it sets. */
import { onTestFinished, vi } from 'vitest'
import { createProgram } from '#cli/program.ts'

export async function typed(
  ...words: readonly string[]
): Promise<{ readonly out: string; readonly err: string; readonly exitCode: number }> {
  const [out, err] = (['stdout', 'stderr'] as const).map(stream => {
    const spy = vi.spyOn(process[stream], 'write').mockReturnValue(true)
    onTestFinished(() => spy.mockRestore())
    return spy
  })
  const before = process.exitCode
  try {
    const program = await createProgram(words)
    await program.parseAsync(words, { from: 'user' })
    const text = (spy: typeof out): string => spy!.mock.calls.map(([piece]) => String(piece)).join('')
    return { out: text(out), err: text(err), exitCode: Number(process.exitCode ?? 0) }
  } finally {
    process.exitCode = before
    out!.mockRestore()
    err!.mockRestore()
  }
}
