/** Where nodes run: network namespaces, Mininet's nodes, or one machine's loopback interface. */
export interface Fabric {
  readonly kind: 'netns' | 'mininet' | 'loopback'
  /** What goes before a command so that it runs in the node. */
  inside(node: string): readonly string[]
  /** Where a person finds the node: "ip netns exec hp123-alice". */
  describe(node: string): string
  /** Nodes and cables are gone when it resolves; processes in them have been ended. */
  close(): Promise<void>
}
