import { expect, test } from 'vitest'
import { settingsFor } from './embedded-settings.ts'

const GB = 1024 ** 3
const megabytes = (text: string | undefined) => Number(/^(\d+)MB$/.exec(text ?? '')?.[1])

test('a small machine is left to others, a large one is used', () => {
  expect(settingsFor(GB, 1)).toMatchObject({
    shared_buffers: '128MB',
    effective_cache_size: '512MB',
    work_mem: '4MB',
    maintenance_work_mem: '32MB',
    max_wal_size: '512MB',
    max_parallel_workers_per_gather: '0',
  })
  expect(settingsFor(8 * GB, 4)).toMatchObject({
    shared_buffers: '1024MB',
    effective_cache_size: '4096MB',
    work_mem: '16MB',
    max_wal_size: '2048MB',
    max_parallel_workers_per_gather: '2',
  })
  expect(settingsFor(512 * GB, 64)).toMatchObject({
    shared_buffers: '4096MB',
    work_mem: '32MB',
    max_wal_size: '4096MB',
  })
})

test('never takes more than a third of a machine for its cache and twenty sorts at once', () => {
  for (const memory of [0.5, 1, 2, 4, 8, 16, 64]) {
    const { shared_buffers, work_mem } = settingsFor(memory * GB, 2)
    expect(megabytes(shared_buffers) + 20 * megabytes(work_mem), `${memory} GB`).toBeLessThanOrEqual(
      (memory * 1024) / 3,
    )
  }
})

test('nothing of it is unsafe', () => {
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit'])
    expect(settingsFor()).not.toHaveProperty(name)
})
