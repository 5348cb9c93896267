using System.CommandLine;

namespace Wfn.Tool.Commands.Sweeps;

/// <summary>What the commands of a sweep share.</summary>
internal static class SweepOptions
{
    public static Argument<string> Plan() => new("plan") { Description = "The plan, a .toml file or one of JSON: networks, options, and what varies." };

    public static Argument<string> PlanOrFolder() => new("plan") { Description = "The plan, or the folder that it was run in." };
}
