using Wfn.Integers;

namespace Wfn.KernelCalls;

/// <summary>A sum that is part of a layer.</summary>
/// <param name="Sum">The sum.</param>
/// <param name="Place">Which of its operands the layer makes.</param>
/// <param name="Other">The other operand.</param>
/// <param name="Layout">How that one lies.</param>
internal sealed record Residual(FixedPointOperation Sum, int Place, string Other, ChannelsLastLayout Layout);
