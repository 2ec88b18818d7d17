import Foundation
import ShinsoServer
import Testing

struct LanguageTests {
  @Test func tellsTheNearestWords() async throws {
    let client = try await TestServer.shared.value.client
    let answer = try await client.get("/api/nearest?words=cat+dog&top=3")
    #expect(answer.status == 200)
    let models = try #require(answer.json()["models"] as? [[String: Any]])
    #expect((models[0]["words"] as? [Any])?.count == 4)
    let unknown = try await client.get("/api/nearest?words=cta")
    #expect(unknown.status == 404)
    #expect(unknown.problem.contains("is not in the vocabulary"))
    #expect(try await client.get("/api/nearest").status == 400)
    #expect(try await client.get("/api/analogy?a=cat&b=dog&c=house").status == 200)
    #expect(try await client.get("/api/analogy?a=cat&b=dog&c=%20").status == 400)
    #expect(try await client.get("/api/nearest?words=%ff").status == 400)
  }

  @Test func writesPieceByPiece() async throws {
    let client = try await TestServer.shared.value.client
    let answer = try await client.get("/api/generate?prompt=the&length=20&seed=7")
    #expect(answer.status == 200)
    #expect(answer.headers["content-type"] == "text/event-stream")
    let events = answer.text.components(separatedBy: "\n\n").filter { !$0.isEmpty }
    #expect(events.count == 22)
    #expect(events.first == #"data: "the""#)
    #expect(events.last == "event: end\ndata: \"\"")
    let again = try await client.get("/api/generate?prompt=the&length=20&seed=7")
    #expect(again.text == answer.text)
  }

  @Test func whatIsWrongIsSaidBeforeTheFirstPiece() async throws {
    let client = try await TestServer.shared.value.client
    for query in ["length=0", "length=x", "temperature=-1", "temperature=nan", "seed=1.5"] {
      #expect(try await client.get("/api/generate?\(query)").status == 400)
    }
    #expect(try await client.get("/api/generate?model=lenet").status == 404)
  }

  @Test func translatesWithTheAlignment() async throws {
    let client = try await TestServer.shared.value.client
    let answer = try await client.get("/api/translate?text=the%20cat%20sees")
    #expect(answer.status == 200)
    let json = try answer.json()
    #expect(json["source"] as? [String] == ["the", "cat", "sees"])
    #expect(json["text"] as? String == "le chat voit")
    let weights = try #require(json["weights"] as? [[Double]])
    #expect(weights.allSatisfy { $0.count == 3 })
  }

  @Test func judgesASentenceWithItsTree() async throws {
    let client = try await TestServer.shared.value.client
    let answer = try await client.get("/api/judge?text=a%20%3Cgood%3E%20film")
    #expect(answer.status == 200)
    let json = try answer.json()
    #expect((json["tree"] as? String)?.hasPrefix("(") == true)
    let picture = try #require(json["picture"] as? String)
    #expect(picture.hasPrefix("<svg") && !picture.contains("<good>"))
  }
}
