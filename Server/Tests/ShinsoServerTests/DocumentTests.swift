import Foundation
import ShinsoServer
import Testing

struct DocumentTests {
  private struct Operation {
    let path: String
    let method: String
    let json: [String: Any]
  }

  private func operations() async throws -> [Operation] {
    let client = try await TestServer.shared.value.client
    let document = try await client.get("/openapi.json").json()
    #expect(document["openapi"] as? String == "3.1.0")
    let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
    return paths.flatMap { path, methods in
      methods.map { Operation(path: path, method: $0.uppercased(), json: $1) }
    }
  }

  @Test func everyAddressIsThereWithItsMethodAlone() async throws {
    let client = try await TestServer.shared.value.client
    let operations = try await operations()
    #expect(operations.count == 19)
    for operation in operations {
      let answer = try await client.send(operation.method, operation.path)
      #expect(answer.status != 405, "\(operation.path)")
      let responses = try #require(operation.json["responses"] as? [String: Any])
      #expect(responses["\(answer.status)"] != nil, "\(operation.path) \(answer.status)")
      for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "QUERY"]
      where method != operation.method {
        let other = try await client.send(method, operation.path)
        #expect(other.status == 405)
        #expect(other.headers["allow"] == operation.method)
      }
    }
  }

  @Test func answersHaveTheFormThatIsTold() async throws {
    let client = try await TestServer.shared.value.client
    let questions = [
      "/api/systems": "", "/api/models": "", "/api/runs": "", "/healthz": "",
      "/api/curves": "?run=lenet", "/api/nearest": "?words=cat",
      "/api/analogy": "?a=cat&b=dog&c=old",
      "/api/translate": "?text=the+cat", "/api/judge": "?text=a+good+film",
      "/api/classify": "?model=lenet", "/api/recall": "?model=lenet",
    ]
    for operation in try await operations() {
      guard let question = questions[operation.path] else { continue }
      let picture = try TestServer.picture(0)
      let answer = try await client.send(
        operation.method, operation.path + question, [:],
        operation.method == "POST" ? picture : [])
      #expect(answer.status == 200)
      let schema = try #require(
        ((((operation.json["responses"] as? [String: Any])?["200"] as? [String: Any])?["content"]
          as? [String: Any])?["application/json"] as? [String: Any])?["schema"] as? [String: Any])
      let problem = try SchemaCheck.problem(answer.json(), schema)
      #expect(problem == nil, "\(operation.path)")
    }
  }
}
