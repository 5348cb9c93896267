namespace Acme;

internal static class Reader;
