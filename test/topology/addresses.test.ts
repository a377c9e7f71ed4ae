import { describe, expect, test } from 'vitest'
import { allocateAddresses } from '#topology/addresses.ts'
import { userError } from './networks.ts'

test('links two by two, then a block per AS; IPv6 has the same number', () => {
  const source = allocateAddresses()
  expect([source.linkAddress('ipv4'), source.linkAddress('ipv4')]).toEqual(['127.0.0.4:50000', '127.0.0.5:50000'])
  expect(source.linkAddress('ipv6')).toBe('[fd00:f00d:cafe::7f00:6]:50000')
  source.startBlock()
  expect([source.nodeIp('ipv4'), source.nodeIp('ipv6')]).toEqual(['127.0.0.9', 'fd00:f00d:cafe::7f00:a'])
  source.startBlock()
  expect(source.nodeIp('ipv4')).toBe('127.0.0.17')
})

test('ports are two apart and stay in the dispatched range', () => {
  const source = allocateAddresses()
  const ports = Array.from({ length: 2000 }, source.nodePort)
  expect(ports.slice(0, 3)).toEqual([31000, 31002, 31004])
  expect(Math.min(...ports)).toBe(31000)
  expect(Math.max(...ports)).toBeLessThanOrEqual(32767)
})

describe('subnets', () => {
  test('another network', () => expect(allocateAddresses('10.32.0.0/11').linkAddress('ipv4')).toBe('10.32.0.4:50000'))
  test('used up', () => {
    const source = allocateAddresses('10.0.0.0/28')
    const take = () => Array.from({ length: 11 }, () => source.nodeIp('ipv4'))
    expect(take().at(-1)).toBe('10.0.0.14')
    expect(userError(() => source.nodeIp('ipv4')).message).toContain('too few addresses')
  })
  test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/2', '10.0.0.1/8', 'fd00::/64', '10/8', '', '10.0.0.0/x'])(
    'refuses %j',
    text => void userError(() => allocateAddresses(text)),
  )
})
