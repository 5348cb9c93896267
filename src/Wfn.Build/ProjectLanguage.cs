using System.Globalization;
using Wfn.Diagnostics;

namespace Wfn.Build;

/// <summary>What a project is written in and compiled by. Generated code is C#, so that other projects cannot have it.</summary>
/// <param name="Name">MSBuild's <c>Language</c>; empty where nobody says.</param>
/// <param name="Version">MSBuild's <c>LangVersion</c>: a number, or a word such as <c>latest</c>.</param>
/// <param name="Compiler">MSBuild's <c>CompilerApiVersion</c>, such as <c>roslyn5.0</c>; empty where nobody says.</param>
internal sealed record ProjectLanguage(string Name, string Version, string Compiler)
{
    private const string CompilerPrefix = "roslyn";
    private static readonly Version OldestLanguage = new(11, 0);
    private static readonly Version OldestCompiler = new(4, 8);

    /// <summary>Checks that generated code compiles in the project.</summary>
    /// <param name="item">An item of the project, for the message.</param>
    /// <param name="project">The file that holds the item.</param>
    /// <exception cref="WfnException">It is no C# project (WFN4008), or its C# is too old (WFN4007).</exception>
    public void Check(string item, string project)
    {
        if (Name.Length > 0 && Name != "C#")
        {
            throw new WfnException(
                DiagnosticCodes.NotCSharp,
                $"WfnModel '{item}': models become C#, and this is a project in {Name}; move the item and the package into a C# class library, "
                    + "and reference that library from this project",
                project);
        }

        if (Number(Version) is { } language && language < OldestLanguage)
        {
            throw new WfnException(DiagnosticCodes.LanguageVersion, LanguageVersionProblem.Of(Version), project);
        }

        if (Compiler.StartsWith(CompilerPrefix, StringComparison.Ordinal)
            && Number(Compiler.Substring(CompilerPrefix.Length)) is { } compiler && compiler < OldestCompiler)
        {
            throw new WfnException(
                DiagnosticCodes.LanguageVersion,
                $"the generator needs the compiler of the .NET 8 SDK or of Visual Studio 2022 17.8, or a newer one, and this build's is {Compiler}; build with a newer "
                    + "SDK (a global.json may pin an old one; the target framework stays as it is)",
                project);
        }
    }

    // 'latest', 'default' and the like are as new as the compiler; 'ISO-1' and 'ISO-2' are C# 1 and 2.
    private static Version? Number(string text) =>
        text.StartsWith("ISO-", StringComparison.OrdinalIgnoreCase) ? new Version(int.Parse(text.Substring(4), CultureInfo.InvariantCulture), 0)
        : System.Version.TryParse(text.IndexOf('.') < 0 ? text + ".0" : text, out var version) ? version
        : null;
}
