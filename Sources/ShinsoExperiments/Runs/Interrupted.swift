/// The training was stopped by a signal and has saved its state and said how to go on.
public struct Interrupted: Error {
  public let signal: Int32

  public init(signal: Int32) { self.signal = signal }
}
