namespace Wfn.Diagnostics;

/// <summary>What is said where a project's C# is older than generated code needs, by the build and by the generator.</summary>
internal static class LanguageVersionProblem
{
    /// <summary>The message where the framework has no spans.</summary>
    public const string NoSpans =
        "generated code works on spans, and the project's target framework has none; add the package System.Memory";

    /// <summary>The message.</summary>
    /// <param name="version">The project's language version.</param>
    public static string Of(string version) =>
        $"generated code needs C# 11, and the project compiles C# {version}, which is the default of some target frameworks; "
            + "set <LangVersion>11</LangVersion>, or latest, in the project file (the target framework stays as it is)";
}
