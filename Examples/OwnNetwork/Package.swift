// swift-tools-version: 6.1

import PackageDescription

let package = Package(
  name: "OwnNetwork",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "shinso", path: "../..")],
  targets: [
    .executableTarget(
      name: "OwnNetwork", dependencies: [.product(name: "Shinso", package: "shinso")])
  ],
  swiftLanguageModes: [.v6]
)
