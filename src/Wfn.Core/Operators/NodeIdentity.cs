using System.Runtime.CompilerServices;
using Wfn.Graph;

namespace Wfn.Operators;

/// <summary>Tells nodes apart by what they are, not by what they hold: comparing contents would cost more than most nodes.</summary>
internal sealed class NodeIdentity : IEqualityComparer<Node>
{
    public static readonly NodeIdentity Instance = new();

    /// <inheritdoc/>
    public bool Equals(Node? x, Node? y) => ReferenceEquals(x, y);

    /// <inheritdoc/>
    public int GetHashCode(Node node) => RuntimeHelpers.GetHashCode(node);
}
