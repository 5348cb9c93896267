namespace Wfn.Reference;

/// <summary>Sees an activation of one sample as soon as it is worked out; the values are only valid during the call.</summary>
/// <param name="name">The activation's name; inputs of the network come first, then every node's output in order.</param>
/// <param name="values">Its values in row-major order, without the batch axis.</param>
public delegate void ActivationCallback(string name, ReadOnlySpan<float> values);
