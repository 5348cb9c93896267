#if WITH_ATTRIBUTE
namespace Acme.Files;

/// <summary>Names its model in code.</summary>
[Wfn.WfnModel("digits")]
public static partial class Reader;
#endif
