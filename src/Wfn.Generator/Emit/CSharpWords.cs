using System.Globalization;

namespace Wfn.Generator.Emit;

/// <summary>The words of C#, for code that runs without a compiler beside it: the build task links this file.</summary>
internal static class CSharpWords
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default",
        "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto",
        "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out",
        "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc",
        "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using",
        "virtual", "void", "volatile", "while",
        // Undocumented, and keywords all the same.
        "__arglist", "__makeref", "__reftype", "__refvalue",
    };

    private static readonly HashSet<string> Contextual = new(StringComparer.Ordinal)
    {
        "add", "alias", "allows", "and", "ascending", "assembly", "async", "await", "by", "descending", "equals", "extension", "field", "file", "from",
        "get", "global", "group", "init", "into", "join", "let", "managed", "method", "module", "nameof", "not", "notnull", "on", "or", "orderby",
        "param", "partial", "property", "record", "remove", "required", "scoped", "select", "set", "type", "typevar", "unmanaged", "var", "when",
        "where", "with", "yield", "_",
    };

    /// <summary>Whether the word is a keyword everywhere.</summary>
    public static bool IsReserved(string word) => Reserved.Contains(word);

    /// <summary>Whether the word is a keyword somewhere.</summary>
    public static bool IsKeyword(string word) => Reserved.Contains(word) || Contextual.Contains(word);

    /// <summary>Whether the text is an identifier, by the categories of Unicode that the language lists; it may be a keyword.</summary>
    public static bool IsIdentifier(string text) => text.Length > 0 && StartsIdentifier(text[0]) && text.Skip(1).All(ContinuesIdentifier);

    /// <summary>Whether an identifier may begin with the character.</summary>
    public static bool StartsIdentifier(char character) => character == '_' || CharUnicodeInfo.GetUnicodeCategory(character) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber;

    /// <summary>Whether an identifier may go on with the character.</summary>
    public static bool ContinuesIdentifier(char character) => StartsIdentifier(character) || CharUnicodeInfo.GetUnicodeCategory(character) is
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Format;
}
