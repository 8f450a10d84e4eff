"""How results look to people: rich tables, trees and lines, one subject a file. Nothing here reads or decides."""
