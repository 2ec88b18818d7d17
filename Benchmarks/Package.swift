// swift-tools-version: 6.1

import PackageDescription

// A package of its own, so that building `shinso` does not pay for it.
let package = Package(
  name: "shinso-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "shinso", path: "..")],
  targets: [
    .executableTarget(
      name: "Measure",
      // Every import, as in the package itself: the workloads are compiled anew for these alone.
      dependencies: ["ShinsoData", "ShinsoModels", "ShinsoNN", "ShinsoTensor"].map {
        .product(name: $0, package: "shinso")
      })
  ],
  swiftLanguageModes: [.v6]
)
