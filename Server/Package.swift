// swift-tools-version: 6.2

import PackageDescription

/// Libraries of the package above this one.
func shinso(_ names: String...) -> [Target.Dependency] {
  names.map { .product(name: "Shinso\($0)", package: "shinso") }
}

let parser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let server = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")

// A separate package, so that building and testing `shinso` does not include an HTTP server.
let package = Package(
  name: "shinso-server",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "shinso-server", targets: ["shinso-server"])],
  dependencies: [
    .package(name: "shinso", path: ".."),
    // Without traits: the configuration files and the parts of Foundation that they add are not used.
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    // What Hummingbird is made of.
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),
  ],
  targets: [
    .target(
      name: "ShinsoServer",
      dependencies: [
        server, parser, .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ]
        + shinso("Tensor", "Formats", "Data", "Training", "Zoo", "Experiments"),
      // In the program itself: it is one file that runs wherever it lies.
      resources: [.embedInCode("Pages")]),
    .executableTarget(
      name: "shinso-server", dependencies: ["ShinsoServer"], path: "Sources/ServerMain"),
    .testTarget(
      name: "ShinsoServerTests",
      dependencies: ["ShinsoServer", server, parser]
        + shinso("Data", "Experiments", "Formats", "Tensor")),
  ],
  swiftLanguageModes: [.v6]
)
