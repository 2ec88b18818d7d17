/// A hashable key of any type that may be shared between threads.
package struct AnyHashableSendable: Sendable, Equatable {
  private let value: any Hashable & Sendable
  private let isEqual: @Sendable (any Hashable & Sendable) -> Bool

  package init<T: Hashable & Sendable>(_ value: T) {
    self.value = value
    self.isEqual = { $0 as? T == value }
  }

  package static func == (a: Self, b: Self) -> Bool { a.isEqual(b.value) }
}
