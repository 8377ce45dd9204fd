package main

import (
	"context"
	"errors"
	"net/http"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/extensionauth"
)

// requiredHeadersConfig names headers and the one value that each must have.
type requiredHeadersConfig struct {
	Headers map[string]string `mapstructure:"headers"`
}

// requiredHeaders refuses requests without the headers, as a hosted backend does.
type requiredHeaders struct {
	component.StartFunc
	component.ShutdownFunc
	headers map[string]string
}

var errRefused = errors.New("a required header is missing or wrong")

func (r requiredHeaders) Authenticate(ctx context.Context, sources map[string][]string) (context.Context, error) {
	sent := http.Header{}
	for name, values := range sources {
		for _, value := range values {
			sent.Add(name, value)
		}
	}
	for name, value := range r.headers {
		if sent.Get(name) != value {
			return ctx, errRefused
		}
	}
	return ctx, nil
}

func requiredHeadersFactory() extension.Factory {
	return extension.NewFactory(
		component.MustNewType("required_headers"),
		func() component.Config { return &requiredHeadersConfig{} },
		func(_ context.Context, _ extension.Settings, config component.Config) (extension.Extension, error) {
			return requiredHeaders{headers: config.(*requiredHeadersConfig).Headers}, nil
		},
		component.StabilityLevelDevelopment,
	)
}

var _ extensionauth.Server = requiredHeaders{}
