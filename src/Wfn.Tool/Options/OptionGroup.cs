using System.CommandLine;

namespace Wfn.Tool.Options;

/// <summary>Options that the help shows together.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Options">The options, in the help's order.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);
