// swift-tools-version: 6.2

import PackageDescription

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
  ],
  targets: [
    .target(
      name: "ShinsoServer",
      dependencies: [
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
        + [
          "ShinsoTensor", "ShinsoNN", "ShinsoFormats", "ShinsoData", "ShinsoTraining",
          "ShinsoModels", "ShinsoZoo", "ShinsoExperiments",
        ].map { .product(name: $0, package: "shinso") },
      // In the program itself: it is one file that runs wherever it lies.
      resources: [.embedInCode("Pages")]),
    .executableTarget(
      name: "shinso-server", dependencies: ["ShinsoServer"], path: "Sources/ServerMain"),
    .testTarget(name: "ShinsoServerTests", dependencies: ["ShinsoServer"]),
  ],
  swiftLanguageModes: [.v6]
)
