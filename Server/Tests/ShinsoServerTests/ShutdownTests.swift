import Foundation
import Testing

@Suite(.enabled(if: ServerProcess.isBuilt, "needs the program: make server"))
struct ShutdownTests {
  @Test func whatRunsIsFinishedBeforeTheEnd() async throws {
    let folder = try await TestServer.shared.value.folder
    let server = try ServerProcess(runs: folder.appending(path: "runs"))
    let picture = try TestServer.picture(3)
    let head =
      "POST /api/classify?model=lenet HTTP/1.1\r\nHost: localhost\r\n"
      + "Connection: close\r\nContent-Length: \(picture.count)\r\n\r\n"
    let answer = try await server.client.exchange(Array(head.utf8) + picture) {
      // The signal comes in the middle of a request.
      Thread.sleep(forTimeInterval: 0.2)
      server.send(SIGTERM)
      Thread.sleep(forTimeInterval: 0.3)
    }
    #expect(answer.status == 200)
    #expect(answer.text.contains("high"))
    #expect(await server.ended() == 0)
    await #expect(throws: (any Error).self) { try await server.client.get("/healthz") }
  }
}
