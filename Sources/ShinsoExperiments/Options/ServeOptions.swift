import ArgumentParser

/// Options of `shinso serve`, which hands them on to the program that serves.
public struct ServeOptions: ParsableArguments {
  @Option("The port; 0: any that is free.", in: 0...65_535) public var port = 8080
  @Option(
    """
    The address to listen at. At another than this machine's own, a token is asked for, which is \
    printed at the start or taken from the variable SHINSO_TOKEN.
    """)
  public var host = "127.0.0.1"
  @Option("The folder of the runs whose models answer.", completion: .directory)
  public var runs = "runs"
  @Option("Models that are kept open.", in: 1...100) public var models = 4
  @Option("Requests that may wait; more are told to come again.", in: 1...100_000)
  public var queue = 256

  public init() {}
}
