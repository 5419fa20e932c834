import Foundation
import HotlineCommands

let status = await Hotline.execute(Array(CommandLine.arguments.dropFirst()))
exit(status)
