using System.CommandLine;

namespace Wfn.Tool.Options;

/// <summary>Options that the help shows together.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Options">The options, in the help's order.</param>
/// <param name="IsAdvanced">Whether only <c>--help-all</c> shows them.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options, bool IsAdvanced = false);
