/// Why bytes are not JSON that this project takes, and where. Safe to print.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: String, Sendable {
        case invalidUTF8 = "not UTF-8"
        case unexpectedEnd = "it ends too early"
        case unexpectedByte = "an unexpected character"
        case trailingBytes = "something follows the value"
        case invalidString = "a string that is not one"
        case invalidNumber = "a number that is not one"
        case duplicateMember = "an object has two members of one name"
        case tooDeep = "it is nested too deep"
        case tooManyValues = "it holds too many values"
    }

    package let reason: Reason
    /// The line, from 1.
    package let line: Int
    /// The byte in the line, from 1.
    package let column: Int

    package var description: String { "\(reason.rawValue), line \(line), byte \(column)" }

    package init(reason: Reason, line: Int, column: Int) {
        (self.reason, self.line, self.column) = (reason, line, column)
    }
}
