// swift-tools-version: 6.1

import PackageDescription

// A separate package, because everything in it, including Shinso, is built with libFuzzer's
// coverage and AddressSanitizer, and with `@testable` so that it can reach readers that are not
// public.
let package = Package(
  name: "shinso-fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "shinso", path: "..")],
  targets: [
    .executableTarget(
      name: "FuzzReaders",
      dependencies: [
        "ShinsoTensor", "ShinsoNN", "ShinsoFormats", "ShinsoData", "ShinsoTraining", "ShinsoModels",
        "ShinsoZoo", "ShinsoExperiments",
      ].map { .product(name: $0, package: "shinso") },
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  ],
  swiftLanguageModes: [.v6]
)
