using System.Text;
using System.Text.RegularExpressions;

namespace Wfn.Generator.Emit;

/// <summary>A source file of the kernels: what it declares and which other types it refers to.</summary>
internal sealed class KernelFile
{
    private const string NamespaceLine = "namespace Wfn.Kernels;\n";
    private static readonly Regex Declaration = new(
        @"^internal (?:static |sealed |abstract |readonly |ref )*(?:class|struct|interface|enum) (\w+)", RegexOptions.Multiline);

    private static readonly Regex Directive = new(@"^[ \t]*#.*$", RegexOptions.Multiline);

    // Comments may refer to kernels that a model does not have.
    private static readonly Regex SeeReference = new(@"<see cref=""(?:System\.)?([^""(]+)(\([^""]*\))?""\s*/>");
    private static readonly Regex ExceptionReference = new(@"(?<=<exception cref="")\w+(?="">)");
    private readonly string body;
    private readonly Lazy<(string Text, HashSet<string> References)> read;

    private KernelFile(string name, string body)
    {
        Name = name;
        this.body = body;
        Types = Declaration.Matches(body).Cast<Match>().Select(m => m.Groups[1].Value).ToArray();
        read = new Lazy<(string, HashSet<string>)>(Read);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The types that it declares.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>Its declarations, every type of the framework qualified.</summary>
    public string Text => read.Value.Text;

    /// <summary>Names that may be types of the kernels: identifiers where a type can stand.</summary>
    public IReadOnlyCollection<string> References => read.Value.References;

    /// <summary>The file of some source text.</summary>
    public static KernelFile Parse(string name, string text)
    {
        var start = text.IndexOf(NamespaceLine, StringComparison.Ordinal);
        var header = text.Substring(0, start);
        var body = text.Substring(start + NamespaceLine.Length).Trim('\n') + "\n";

        // A file for newer frameworks alone opens its condition in front of the namespace.
        var isConditional = Count(header, "#if ") > Count(header, "#endif");
        return new KernelFile(name, isConditional ? header.Substring(0, header.IndexOf('\n') + 1) + body : body);
    }

    private (string Text, HashSet<string> References) Read()
    {
        // What directives leave out is read, too: one model serves every framework.
        var code = Directive.Replace(body, m => new string(' ', m.Length));
        var tokens = SourceTokens.Of(code);
        var references = new HashSet<string>(StringComparer.Ordinal);
        var text = new StringBuilder();
        var copied = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != SourceTokenKind.Identifier || !CanBeType(code, tokens, i))
            {
                continue;
            }

            var word = code.Substring(tokens[i].Start, tokens[i].Length);
            references.Add(word);
            if (FrameworkTypes.Qualified(word) is { } qualified)
            {
                text.Append(body, copied, tokens[i].Start - copied).Append(qualified);
                copied = tokens[i].End;
            }
        }

        text.Append(body, copied, body.Length - copied);
        return (WithoutReferences(text.ToString()), references);
    }

    // Members stand behind a dot; of what is called or declared with parameters only constructors and attributes are types.
    private static bool CanBeType(string code, List<SourceToken> tokens, int place) =>
        !(IsAt(code, tokens, place - 1, ".") || IsAt(code, tokens, place - 1, "::"))
        && (!IsAt(code, tokens, place + 1, "(") || IsAt(code, tokens, place - 1, "new") || IsAt(code, tokens, place - 1, "["));

    private static bool IsAt(string code, List<SourceToken> tokens, int place, string token) =>
        place >= 0 && place < tokens.Count && tokens[place].Is(code, token);

    private static string WithoutReferences(string text) => ExceptionReference.Replace(
        SeeReference.Replace(text, m => $"<c>{m.Groups[1].Value}</c>"), m => FrameworkTypes.Qualified(m.Value) ?? m.Value);

    private static int Count(string text, string part) => Regex.Matches(text, Regex.Escape(part)).Count;
}
