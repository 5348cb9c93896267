using System.Text;
using System.Text.RegularExpressions;

namespace Wfn.Generator.Emit;

/// <summary>The kernels' source files, of which a model gets those it names and those that they name in turn.</summary>
internal sealed class KernelLibrary
{
    private const string Prefix = "Kernels/";
    private const string NamespaceLine = "namespace Wfn.Kernels;\n";
    private static readonly Regex Declaration = new(
        @"^internal (?:static |sealed |readonly |ref )*(?:class|struct|interface) (\w+)", RegexOptions.Multiline);

    private static readonly Regex Word = new(@"\w+");
    private static readonly Lazy<KernelLibrary> Loaded = new(Load);
    private readonly Dictionary<string, KernelFile> fileOfType;

    private KernelLibrary(IEnumerable<KernelFile> files)
    {
        fileOfType = files.SelectMany(f => f.Types.Select(t => (Type: t, File: f))).ToDictionary(x => x.Type, x => x.File, StringComparer.Ordinal);
        foreach (var file in files)
        {
            file.Needs.UnionWith(Word.Matches(file.Body).Cast<Match>().Select(m => m.Value).Where(fileOfType.ContainsKey));
        }
    }

    /// <summary>The library of this assembly.</summary>
    public static KernelLibrary Instance => Loaded.Value;

    /// <summary>The types that the library declares.</summary>
    public IEnumerable<string> Types => fileOfType.Keys;

    /// <summary>The types named and all that they need, as private members of a class; ordered by file.</summary>
    public KernelCode Select(IEnumerable<string> types)
    {
        var files = new SortedDictionary<string, KernelFile>(StringComparer.Ordinal);
        var open = new Stack<string>(types);
        while (open.Count > 0)
        {
            var file = fileOfType[open.Pop()];
            if (!files.ContainsKey(file.Name))
            {
                files.Add(file.Name, file);
                foreach (var need in file.Needs)
                {
                    open.Push(need);
                }
            }
        }

        var usings = new SortedSet<string>(files.Values.SelectMany(f => f.Usings), StringComparer.Ordinal);
        return new KernelCode(
            usings,
            new SortedSet<string>(files.Values.SelectMany(f => f.ConditionalUsings).Where(u => !usings.Contains(u)), StringComparer.Ordinal),
            string.Join("\n", files.Values.Select(f => Declaration.Replace(f.Body, m => "private" + m.Value.Substring("internal".Length)))));
    }

    private static KernelLibrary Load()
    {
        var assembly = typeof(KernelLibrary).Assembly;
        var files = new List<KernelFile>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            files.Add(KernelFile.Parse(name.Substring(Prefix.Length), reader.ReadToEnd().Replace("\r\n", "\n")));
        }

        return new KernelLibrary(files);
    }

    private sealed class KernelFile
    {
        public string Name { get; private set; } = "";

        public string Body { get; private set; } = "";

        public string[] Types { get; private set; } = [];

        public List<string> Usings { get; } = [];

        public List<string> ConditionalUsings { get; } = [];

        public HashSet<string> Needs { get; } = new(StringComparer.Ordinal);

        public static KernelFile Parse(string name, string text)
        {
            var start = text.IndexOf(NamespaceLine, StringComparison.Ordinal);
            var header = text.Substring(0, start);
            var body = text.Substring(start + NamespaceLine.Length).Trim('\n');

            // A file for newer frameworks alone opens its condition in front of the namespace.
            var isConditional = Count(header, "#if ") > Count(header, "#endif");
            var file = new KernelFile
            {
                Name = name,
                Body = (isConditional ? header.Substring(0, header.IndexOf('\n') + 1) : "") + body + "\n",
                Types = Declaration.Matches(body).Cast<Match>().Select(m => m.Groups[1].Value).ToArray(),
            };
            file.ReadUsings(header);
            return file;
        }

        private void ReadUsings(string header)
        {
            var target = Usings;
            foreach (var line in header.Split('\n'))
            {
                if (line.StartsWith("using ", StringComparison.Ordinal))
                {
                    target.Add(line.Substring("using ".Length).TrimEnd(';'));
                }
                else if (line.StartsWith("#", StringComparison.Ordinal))
                {
                    target = line.StartsWith("#if ", StringComparison.Ordinal) ? ConditionalUsings : Usings;
                }
            }
        }

        private static int Count(string text, string part) => Regex.Matches(text, Regex.Escape(part)).Count;
    }
}

/// <summary>Kernels as a model needs them.</summary>
/// <param name="Usings">The namespaces that they use.</param>
/// <param name="ConditionalUsings">The further namespaces that they use on .NET 8 and later.</param>
/// <param name="Declarations">The types.</param>
internal sealed record KernelCode(IReadOnlyCollection<string> Usings, IReadOnlyCollection<string> ConditionalUsings, string Declarations);
