import Foundation
import TestSupport
import Testing

@testable import ShinsoCommand

struct ServeTests {
  @Test func findsTheServerBesideTheProgramOrInTheCheckout() throws {
    try withFolder { folder in
      let program = folder.appending(path: ".build/release/shinso")
      #expect(ServerProgram(besides: program) == nil)
      let inCheckout = try makeProgram("Server/.build/release/shinso-server", in: folder)
      #expect(ServerProgram(besides: program)?.file.path == inCheckout.path)
      let beside = try makeProgram(".build/release/shinso-server", in: folder)
      #expect(ServerProgram(besides: program)?.file.path == beside.path)
    }
  }

  private func makeProgram(_ path: String, in folder: URL) throws -> URL {
    let file = try folder.write([], to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return file
  }
}
