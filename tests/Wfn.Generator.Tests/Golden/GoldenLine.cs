namespace Wfn.Generator.Tests.Golden;

/// <summary>What an engine's outputs of a network are.</summary>
/// <param name="Network">The network.</param>
/// <param name="Engine">The engine.</param>
/// <param name="Hash">The first 16 hexadecimal digits of the SHA-256 of the outputs' bits.</param>
internal sealed record GoldenLine(string Network, string Engine, string Hash)
{
    private const string Separator = " | ";

    /// <summary>The file of all lines.</summary>
    public static string File { get; } = Repository.PathTo("tests/Wfn.Generator.Tests/Golden/outputs.txt");

    /// <summary>The lines of the file.</summary>
    public static IEnumerable<GoldenLine> All() => System.IO.File.ReadAllLines(File).Where(l => l.Length > 0 && l[0] != '#').Select(Parse);

    /// <summary>Reads a line of the file.</summary>
    public static GoldenLine Parse(string text)
    {
        var parts = text.Split(Separator);
        return new GoldenLine(parts[0].Trim(), parts[1].Trim(), parts[2].Trim());
    }

    /// <summary>The line as the file has it.</summary>
    public override string ToString() => $"{Network,-24}{Separator}{Engine,-36}{Separator}{Hash}";
}
