import Foundation
import ShinsoServer
import ShinsoTensor
import Testing

struct LimitTests {
  @Test func aLargeFileIsRefusedBeforeItIsRead() async throws {
    let server = try await TestServer { $0.uploads = Uploads(largest: 1 << 20) }
    defer { server.stop() }
    let answer = try await server.client.send(
      "POST", "/api/classify?model=lenet", ["Content-Length": "900000000"])
    #expect(answer.status == 413)
    #expect(answer.problem.contains("larger than 1 MiB"))
    let honest = try await server.client.post(
      "/api/classify?model=lenet", [UInt8](repeating: 0, count: 3 << 20))
    #expect(honest.status == 413)
  }

  @Test func filesInAllAreBounded() async throws {
    let server = try await TestServer { $0.uploads = Uploads(most: 1000) }
    defer { server.stop() }
    let answer = try await server.client.post(
      "/api/classify?model=lenet", [UInt8](repeating: 1, count: 5000))
    #expect(answer.status == 503)
    #expect(answer.headers["retry-after"] == "1")
  }

  @Test func whoFindsTheQueueFullIsToldAtOnce() async throws {
    let server = try await TestServer { $0.queue = ComputeQueue(limit: 1) }
    defer { server.stop() }
    // The compute thread is busy until the others have been answered.
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    let busy = Task {
      await ComputeThread.run {
        let done = DispatchSemaphore(value: 0)
        Task.detached {
          for await _ in gate { break }
          done.signal()
        }
        done.wait()
      }
    }
    let first = Task { try await server.client.get("/api/nearest?model=word2vec&words=cat") }
    try await Task.sleep(for: .milliseconds(300))
    let second = try await server.client.get("/api/nearest?model=word2vec&words=cat")
    #expect(second.status == 503)
    #expect(second.problem.contains("too many requests"))
    open.yield()
    #expect(try await first.value.status == 200)
    await busy.value
  }

  @Test func whoWaitedTooLongIsTold() async throws {
    let server = try await TestServer {
      $0.queue = ComputeQueue(limit: 10, patience: .nanoseconds(1))
    }
    defer { server.stop() }
    let answer = try await server.client.get("/api/nearest?model=word2vec&words=cat")
    #expect(answer.status == 503)
    #expect(answer.problem.contains("too late"))
    let picture = try await server.client.post(
      "/api/classify?model=lenet", TestServer.picture(0))
    #expect(picture.status == 503)
  }
}
