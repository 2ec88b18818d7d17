// swift-tools-version: 6.1

import PackageDescription

// A separate package, so that building `shinso` does not include it.
let package = Package(
  name: "shinso-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "shinso", path: "..")],
  targets: [
    .executableTarget(
      name: "Measure",
      // All imports are declared, as in the package itself: the workloads are compiled only for
      // these.
      dependencies: ["ShinsoData", "ShinsoModels", "ShinsoNN", "ShinsoTensor", "ShinsoZoo"].map {
        .product(name: $0, package: "shinso")
      })
  ],
  swiftLanguageModes: [.v6]
)
