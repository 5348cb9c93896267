using System.Text;

namespace Wfn.Generator.Emit;

/// <summary>The kernels' source files, of which a model gets those it refers to and those that they refer to in turn.</summary>
internal sealed class KernelLibrary
{
    private const string Prefix = "Kernels/";
    private static readonly Lazy<KernelLibrary> Loaded = new(Load);
    private readonly Dictionary<string, KernelFile> fileOfType;

    private KernelLibrary(IEnumerable<KernelFile> files) =>
        fileOfType = files.SelectMany(f => f.Types.Select(t => (Type: t, File: f))).ToDictionary(x => x.Type, x => x.File, StringComparer.Ordinal);

    /// <summary>The library of this assembly.</summary>
    public static KernelLibrary Instance => Loaded.Value;

    /// <summary>The types that the library declares.</summary>
    public IEnumerable<string> Types => fileOfType.Keys;

    /// <summary>The files of some types and of all that these refer to, by name.</summary>
    public IReadOnlyCollection<KernelFile> Select(IEnumerable<string> types)
    {
        var files = new SortedDictionary<string, KernelFile>(StringComparer.Ordinal);
        var open = new Stack<string>(types);
        while (open.Count > 0)
        {
            var file = fileOfType[open.Pop()];
            if (!files.ContainsKey(file.Name))
            {
                files.Add(file.Name, file);
                foreach (var reference in file.References.Where(fileOfType.ContainsKey))
                {
                    open.Push(reference);
                }
            }
        }

        return files.Values;
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
}
